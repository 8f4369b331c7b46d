import type { BatchObservableResult, Meter, Observable } from '@opentelemetry/api';
import type { MisfitQueue } from '../delivery/misfit-queue.js';
import { MISFIT } from './names.js';

/** Longest time that a collection of metrics waits for the queue, in ms. */
const TIMEOUT = 1_000;

const STATES = ['waiting', 'running', 'delayed', 'dead'] as const;

/**
 * What is in the queue, read once for each collection. All processes that share a queue report the
 * same, so do not add them up. While the queue is not available, the SDK repeats the last numbers.
 */
export class QueueGauges {
  private readonly tasks: Observable;
  private readonly oldestWaiting: Observable;
  private readonly available: Observable;
  private readonly observe = (result: BatchObservableResult): Promise<void> => this.read(result);

  constructor(
    private readonly meter: Meter,
    private readonly queue: MisfitQueue,
  ) {
    this.tasks = meter.createObservableGauge('misfit.queue.tasks', {
      unit: '{task}',
      description: 'Tasks in the queue',
    });
    this.oldestWaiting = meter.createObservableGauge('misfit.queue.oldest_waiting.age', {
      unit: 's',
      description: 'Age of the oldest task that could run; 0 without such a task',
    });
    this.available = meter.createObservableGauge('misfit.queue.available', {
      unit: '1',
      description: 'Whether the queue can be used: 1 or 0',
    });
  }

  start(): void {
    this.meter.addBatchObservableCallback(this.observe, this.observables);
  }

  stop(): void {
    this.meter.removeBatchObservableCallback(this.observe, this.observables);
  }

  private get observables(): Observable[] {
    return [this.tasks, this.oldestWaiting, this.available];
  }

  private async read(result: BatchObservableResult): Promise<void> {
    try {
      const statistics = await this.queue.statistics({ timeout: TIMEOUT });
      // In process: there is no queue.
      if (statistics === undefined) return;
      const { oldestWaiting } = statistics;
      const age = oldestWaiting === undefined ? 0 : Date.now() - oldestWaiting.getTime();
      for (const state of STATES) {
        result.observe(this.tasks, statistics[state], { [MISFIT.taskState]: state });
      }
      result.observe(this.oldestWaiting, Math.max(age, 0) / 1_000);
      result.observe(this.available, 1);
    } catch {
      result.observe(this.available, 0);
    }
  }
}
