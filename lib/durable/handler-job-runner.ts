import type { Awaitable } from '../common/awaitable.js';
import { describeError } from '../common/describe-error.js';
import { isThenable } from '../common/thenable.js';
import { withTimeout } from '../common/with-timeout.js';
import type { StoredError } from '../delivery/dead-letter-store.js';
import type { DeliveryContext } from '../delivery/delivery.interface.js';
import { HandlerTimeoutError } from '../delivery/errors.js';
import { logDebug } from '../delivery/log-debug.js';
import { reportFailure } from '../delivery/report-failure.js';
import { retryTimeOf } from '../delivery/retry-later.js';
import type { RetryOutlook } from '../bus/event-streams.js';
import type { MisfitEvent } from '../misfit/event-classes.js';
import { eventOfUpdate } from '../misfit/parse-updates.js';
import type { EventHandler, HandlerRun } from '../handlers/event-handler.js';
import { backoffDelay } from './backoff.js';
import type { RetryPolicy } from './durable-delivery.options.js';
import { CrashedJobError, HandlerMissingError } from './errors.js';
import { HandlerPolicies } from './handler-policies.js';
import type { Job } from './job.js';
import { jobIdOf } from './job-id.js';
import type { JobOutcome } from './job-outcome.js';
import type { JobRunner } from './job-queue.js';

const DONE: JobOutcome = { status: 'done' };

/** Stored length of an error's texts: those of a handler's error can have any length. */
const MAX_MESSAGE = 2_000;
const MAX_STACK = 8_000;

/** Outcome of a job that was not started. */
const NOT_STARTED: JobOutcome = { status: 'postponed', at: new Date(0) };

/** Runs a job's handler and decides on the outcome of the job. */
export class HandlerJobRunner implements JobRunner {
  private readonly policies: HandlerPolicies;

  constructor(
    private readonly context: DeliveryContext,
    policy: RetryPolicy,
  ) {
    this.policies = new HandlerPolicies(policy);
  }

  /** Waits while other jobs use up the `concurrency` of the handler. */
  run(job: Job, attempt: number, begin: () => Promise<void>): Awaitable<JobOutcome> {
    const handler = this.context.handlerNamed(job.handler);
    const policy = this.policies.of(handler);
    const start = () => this.attempt(job, attempt, handler, policy);
    if (policy.places === undefined) return start();
    return policy.places
      .run(() => begin().then(start, () => undefined))
      .then((outcome) => outcome ?? leaveUnstarted(job));
  }

  mayWait(handler: string): boolean {
    return this.policies.of(this.context.handlerNamed(handler)).places !== undefined;
  }

  attemptsOf(handler: string): number {
    return this.policies.of(this.context.handlerNamed(handler)).attempts;
  }

  /** Starts no more jobs that wait for others of their handler. */
  stop(): void {
    this.policies.stop();
  }

  private attempt(
    job: Job,
    attempt: number,
    handler: EventHandler | undefined,
    policy: RetryPolicy,
  ): Awaitable<JobOutcome> {
    const event = eventOfUpdate(job.update, job.notification, job.index);
    const { attempts, jobTimeout } = policy;
    // First attempts are routine, and Nest writes this level by default: they get no line.
    if (attempt > 1) logDebug(() => `${describeJob(job)}: claimed for attempt ${attempt}`);
    // The last attempt crashed the process, so nobody has reported it yet.
    if (attempt > attempts) {
      const error = new CrashedJobError(job.handler, attempt - 1);
      return this.fail(job, event, attempt - 1, error, policy);
    }
    const fail = (error: unknown) => this.fail(job, event, attempt, error, policy);
    try {
      const run: HandlerRun = { attempt };
      if (handler === undefined) throw this.missing(job.handler);
      const result = handler.handle(event, run);
      if (!isThenable(result)) return DONE;
      const late = () => {
        run.isOver = true;
        return new HandlerTimeoutError(job.handler, `within ${jobTimeout} ms`);
      };
      const inTime = withTimeout(Promise.resolve(result), jobTimeout, late, { isUnref: true });
      return inTime.then(() => DONE, fail);
    } catch (error) {
      return fail(error);
    }
  }

  private missing(name: string): HandlerMissingError {
    const known = this.context.handlers().map((handler) => handler.name);
    return new HandlerMissingError(name, known);
  }

  private fail(
    job: Job,
    event: MisfitEvent,
    attempt: number,
    error: unknown,
    { attempts, backoff }: RetryPolicy,
  ): JobOutcome {
    const wanted = retryTimeOf(error);
    if (wanted !== undefined) {
      this.report(job, event, error, { retryAt: wanted });
      logDebug(() => `${describeJob(job)}: postponed until ${wanted.toISOString()}`);
      return { status: 'postponed', at: wanted };
    }
    if (attempt >= attempts) {
      logDebug(() => `${describeJob(job)}: dead letter after attempt ${attempt}`);
      this.report(job, event, error, { attempt, deadLetterId: jobIdOf(job) });
      return { status: 'dead', attempts: attempt, error: storedError(error) };
    }
    const retryAt = new Date(Date.now() + backoffDelay(backoff, attempt));
    this.report(job, event, error, { attempt, retryAt });
    return { status: 'failed', retryAt, error: storedError(error) };
  }

  private report(job: Job, event: MisfitEvent, error: unknown, outlook: RetryOutlook): void {
    reportFailure(this.context, event, { name: job.handler }, error, outlook);
  }
}

function leaveUnstarted(job: Job): JobOutcome {
  logDebug(() => `${describeJob(job)}: postponed, not started`);
  return NOT_STARTED;
}

function describeJob({ messageId, index, handler }: Job): string {
  return `message ${messageId}: update ${index} for ${handler}`;
}

function storedError(error: unknown): StoredError {
  const { message, stack } = describeError(error);
  return {
    message: message.slice(0, MAX_MESSAGE),
    ...(stack !== undefined && { stack: stack.slice(0, MAX_STACK) }),
  };
}
