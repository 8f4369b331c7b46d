import type { Awaitable } from '../common/awaitable.js';
import { describeError } from '../common/describe-error.js';
import { isThenable } from '../common/thenable.js';
import { withTimeout } from '../common/with-timeout.js';
import { DeliveryError } from '../delivery/errors.js';
import type { IdempotencyStore, TaskClaim } from './idempotency-store.js';

/** Time limit for one call of the store, in ms. */
const STORE_TIMEOUT = 1_500;

/** A store whose calls have a time limit and fail with `IDEMPOTENCY_STORE_UNAVAILABLE` only. */
export class GuardedStore {
  constructor(private readonly store: IdempotencyStore) {}

  claim(messageId: string, tasks: readonly string[], leaseMs: number): Awaitable<TaskClaim> {
    return guard(
      () => this.store.claim(messageId, tasks, leaseMs),
      (late) => void this.releaseLate(late),
    );
  }

  renew(claim: TaskClaim, leaseMs: number): Awaitable<void> {
    return guard(() => this.store.renew(claim, leaseMs));
  }

  complete(claim: TaskClaim, tasks: readonly string[], retainMs: number): Awaitable<void> {
    return guard(() => this.store.complete(claim, tasks, retainMs));
  }

  release(claim: TaskClaim, tasks: readonly string[]): Awaitable<void> {
    return guard(() => this.store.release(claim, tasks));
  }

  /**
   * A client that queues commands while it is offline sends the claim when its server is back.
   * Nobody runs the tasks that are granted then, and the next delivery would find them held.
   */
  private async releaseLate(late: TaskClaim): Promise<void> {
    try {
      if (late.granted.length > 0) await this.store.release(late, late.granted);
    } catch {
      // The lease expires by itself.
    }
  }
}

/**
 * Adds a time limit to a promise; a synchronous result is returned as it is.
 *
 * @param handleLate receives a result that comes after the time limit; never rejects.
 */
function guard<T>(call: () => Awaitable<T>, handleLate?: (result: T) => void): Awaitable<T> {
  try {
    const result = call();
    if (!isThenable(result)) return result;
    // A store's client may have its own kind of promise.
    const promise = Promise.resolve(result);
    return withTimeout(promise, STORE_TIMEOUT, noAnswer).catch((cause: unknown) => {
      if (handleLate !== undefined) promise.then(handleLate, () => {});
      throw unavailable(cause);
    });
  } catch (cause) {
    throw unavailable(cause);
  }
}

function unavailable(cause: unknown): DeliveryError {
  const message = `the idempotency store failed: ${describeError(cause).message}`;
  return new DeliveryError('IDEMPOTENCY_STORE_UNAVAILABLE', message, { cause });
}

function noAnswer(): Error {
  return new Error(`no answer within ${STORE_TIMEOUT} ms`);
}
