import { Injectable, Logger, type OnApplicationShutdown } from '@nestjs/common';
import { LogThrottle } from '../common/log-throttle.js';
import { loggableError } from '../common/loggable-error.js';
import { isThenable } from '../common/thenable.js';
import type { MisfitInstrumentation } from './instrumentation.js';

/**
 * Holds the application's `MisfitInstrumentation`, if there is one.
 *
 * @publicApi
 */
@Injectable()
export class InstrumentationRegistry implements OnApplicationShutdown {
  private readonly logger = new Logger('MisfitNotification');
  private readonly failures = new LogThrottle({
    subject: 'failures of the instrumentation',
    write: (line) => this.logger.error(line),
    clock: () => performance.now(),
  });
  private registered: MisfitInstrumentation | undefined;

  /** The registered instrumentation. */
  get current(): MisfitInstrumentation | undefined {
    return this.registered;
  }

  /**
   * Registers the instrumentation of this application. Deliveries that are already running are not
   * observed.
   *
   * @returns a function that removes it again.
   * @throws Error if another one is registered: combine them in one object.
   */
  register(instrumentation: MisfitInstrumentation): () => void {
    if (this.registered !== undefined) {
      throw new Error('InstrumentationRegistry: another instrumentation is already registered');
    }
    this.registered = instrumentation;
    return () => {
      if (this.registered === instrumentation) this.registered = undefined;
    };
  }

  /** Calls the instrumentation; an error that it throws is logged and ignored. */
  call<T>(call: () => T): T | undefined {
    try {
      const result = call();
      if (isThenable(result)) this.reportRejection(result);
      return result;
    } catch (error) {
      this.report(error);
      return undefined;
    }
  }

  /**
   * Runs work inside the instrumentation. The result is that of the work, whatever the
   * instrumentation does; if the instrumentation fails to start the work, it is started here.
   */
  run<T>(around: (run: () => T) => unknown, work: () => T): T {
    let first: (() => T) | undefined;
    const once = (): T => (first ??= outcomeOf(work))();
    try {
      const result = around(once);
      if (isThenable(result)) this.reportRejection(result, first?.());
    } catch (error) {
      if (first === undefined || !isThrownBy(first, error)) this.report(error);
    }
    return once();
  }

  /** Called by Nest. */
  onApplicationShutdown(): void {
    this.failures.flush();
  }

  /**
   * An instrumentation may be asynchronous, although nobody waits for it.
   *
   * @param work the observed work. Its own rejection is not a failure of the instrumentation.
   */
  private reportRejection(result: PromiseLike<unknown>, work?: unknown): void {
    let reason: unknown = NONE;
    if (work instanceof Promise) {
      work.catch((error: unknown) => {
        reason = error;
      });
    }
    result.then(undefined, (error: unknown) => {
      if (error !== reason) this.report(error);
    });
  }

  private report(error: unknown): void {
    const { message, stack } = loggableError(error);
    if (!this.failures.admit('INSTRUMENTATION_FAILED', message)) return;
    this.logger.error(`The instrumentation failed: ${message}`, stack);
  }
}

/** Equal to no reason of a rejection. */
const NONE = Symbol('no reason');

/** Does the work, and returns a function that repeats its outcome. */
function outcomeOf<T>(work: () => T): () => T {
  try {
    const result = work();
    return () => result;
  } catch (error) {
    return () => {
      throw error;
    };
  }
}

function isThrownBy(outcome: () => unknown, error: unknown): boolean {
  try {
    outcome();
    return false;
  } catch (thrown) {
    return thrown === error;
  }
}
