import type { EventHandler } from 'nestjs-misfit-notification';
import type { RetryPolicy } from '../../../lib/durable/durable-delivery.options.js';
import { HandlerJobRunner } from '../../../lib/durable/handler-job-runner.js';
import { jobBatchOf, type Job } from '../../../lib/durable/job.js';
import { contextOf, notice, updatesOf } from './durable-world.js';

const POLICY: RetryPolicy = {
  attempts: 3,
  backoff: { delay: 1_000, maxDelay: 60_000, jitter: 0 },
  jobTimeout: 50,
};

/** A runner with one handler, `Own.handle`, and a job for it. */
export function runnerWith(handle: EventHandler['handle'], policy?: Partial<RetryPolicy>) {
  const { context, failures } = contextOf({ handlers: { 'Own.handle': handle } });
  const runner = new HandlerJobRunner(context, { ...POLICY, ...policy });
  const { chains } = jobBatchOf(notice(updatesOf('ada', 'a')), (event) =>
    context.handlersOf(event),
  );
  const [[job] = []] = chains;
  const run = (attempt: number, changes: Partial<Job> = {}) =>
    runner.run({ ...(job as Job), ...changes }, attempt, async () => {});
  return { context, failures, job: job as Job, run };
}
