import { randomUUID } from 'node:crypto';
import { Queue, Worker } from 'bullmq';
import { misfitUpdate } from 'nestjs-misfit-notification/testing';
import type { BullmqDeliveryOptions } from 'nestjs-misfit-notification/bullmq';
import { onTestFinished } from 'vitest';
import { resolveBullmqOptions } from '../../../lib/bullmq/bullmq-delivery.options.js';
import { BullmqQueue } from '../../../lib/bullmq/bullmq-queue.js';
import { jobIdOf } from '../../../lib/durable/job-id.js';
import type { Job, JobBatch } from '../../../lib/durable/job.js';
import type { JobOutcome } from '../../../lib/durable/job-outcome.js';
import type { RedisServer } from './redis-server.js';

const RETENTION = 60_000;

/** Queues without an application around them, and a look behind the curtain. */
export class BullmqQueueWorld {
  readonly name = randomUUID();
  readonly bull: Queue;

  constructor(private readonly redis: RedisServer) {
    const connection = { host: redis.host, port: redis.port };
    this.bull = new Queue(this.name, { connection, prefix: '{misfit}' });
    onTestFinished(() => this.bull.close());
  }

  /** A queue, with a worker where there is something to run. */
  async open(
    run?: (job: Job, attempt: number) => JobOutcome | Promise<JobOutcome>,
    options: Partial<BullmqDeliveryOptions> = {},
  ): Promise<BullmqQueue> {
    const queue = new BullmqQueue(
      resolveBullmqOptions({
        connection: { host: this.redis.host, port: this.redis.port },
        queueName: this.name,
        lockDuration: 1_000,
        worker: run !== undefined,
        ...options,
      }),
    );
    await queue.open({
      runner: { run: run ?? runNothing, mayWait: () => false, attemptsOf: () => 25 },
      retention: RETENTION,
    });
    onTestFinished(() => queue.close(0));
    return queue;
  }

  /** Makes the message look as if it were new, though its jobs are there. */
  async forget({ notification }: JobBatch): Promise<void> {
    const client = await this.bull.getBackend().client;
    await client.del(this.bull.toKey(`stored:${notification.messageId}`));
  }

  /** Takes the next job as a worker does that then crashes. */
  async takeAndCrash(): Promise<string | undefined> {
    const connection = { host: this.redis.host, port: this.redis.port };
    const options = { connection, prefix: '{misfit}', autorun: false, lockDuration: 300 };
    const worker = new Worker(this.name, null, options);
    const job = await worker.getNextJob('crashed', { block: false });
    await worker.close(true);
    return job?.id;
  }

  async states(batch: JobBatch): Promise<string[]> {
    return Promise.all(batch.chains.flat().map((job) => this.bull.getJobState(jobIdOf(job))));
  }
}

function runNothing(): JobOutcome {
  return { status: 'done' };
}

/** The work of one message: a chain for each number given, of so many jobs. */
export function batchOf(...lengths: number[]): JobBatch {
  const messageId = randomUUID();
  const notification = { messageId, topicArn: 'arn:aws:sns:eu-west-1:1:t', timestamp: new Date() };
  let index = 0;
  const chains = lengths.map((length) =>
    Array.from({ length }, (): Job => {
      const update = misfitUpdate('goals.updated', { id: `${index}` });
      return { messageId, index: index++, handler: 'Goals.handle', update, notification };
    }),
  );
  return { notification, chains };
}
