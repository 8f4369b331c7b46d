import { DeliveryError } from './errors.js';
import type { Awaitable, IdempotencyStore, TaskClaim } from './idempotency-store.js';
import { within } from './within.js';

/** Milliseconds that a store may take for one call. */
const STORE_TIMEOUT = 1_500;

/** A store whose every call ends in time, and whose every failure has one name. */
export class GuardedStore {
  constructor(private readonly store: IdempotencyStore) {}

  claim(messageId: string, tasks: readonly string[], leaseMs: number): Promise<TaskClaim> {
    return guard(() => this.store.claim(messageId, tasks, leaseMs));
  }

  renew(claim: TaskClaim, leaseMs: number): Promise<void> {
    return guard(() => this.store.renew(claim, leaseMs));
  }

  /** Records what was done and gives back what was not. */
  async settle(
    claim: TaskClaim,
    done: readonly string[],
    undone: readonly string[],
    retainMs: number,
  ): Promise<void> {
    if (done.length > 0) await guard(() => this.store.complete(claim, done, retainMs));
    if (undone.length > 0) await guard(() => this.store.release(claim, undone));
  }
}

async function guard<T>(call: () => Awaitable<T>): Promise<T> {
  try {
    const result = call();
    return result instanceof Promise ? await within(result, STORE_TIMEOUT, noAnswer) : result;
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new DeliveryError(
      'IDEMPOTENCY_STORE_UNAVAILABLE',
      `the idempotency store failed: ${reason}`,
      { cause },
    );
  }
}

function noAnswer(): Error {
  return new Error(`no answer within ${STORE_TIMEOUT} ms`);
}
