import type { DeadLetterStore, QueueStatistics } from 'nestjs-misfit-notification';
import type { JobQueue, JobQueueContext } from '../../../lib/durable/job-queue.js';
import type { JobBatch } from '../../../lib/durable/job.js';

/** A queue that remembers what was asked of it, and answers as the test says. */
export class FakeQueue implements JobQueue {
  addTimeout = 100;
  readonly deadLetters = {} as DeadLetterStore;
  readonly batches: JobBatch[] = [];
  readonly calls: string[] = [];
  context: JobQueueContext | undefined;
  answer: () => Promise<boolean> = () => Promise.resolve(true);
  opening: () => Promise<void> = () => Promise.resolve();

  async open(context: JobQueueContext): Promise<void> {
    this.calls.push('open');
    await this.opening();
    this.context = context;
  }

  add(batch: JobBatch): Promise<boolean> {
    this.batches.push(batch);
    return this.answer();
  }

  async statistics(): Promise<QueueStatistics> {
    return { waiting: 0, running: 0, delayed: 0, dead: 0, oldestWaiting: undefined };
  }

  async close(timeout: number): Promise<void> {
    this.calls.push(`close ${timeout}`);
  }
}
