import { LRUCache } from 'lru-cache';
import { atMost } from '../../common/at-most.js';
import { logDebug } from '../../delivery/log-debug.js';
import { TokenBucket } from '../../common/token-bucket.js';

/** The number of tries that SNS makes in a minute with its default policy. */
const MAX_TRIES_A_MINUTE = 4;

const MAX_MESSAGES = 1_000;

export interface OncePerMessageOptions {
  /** What kind of message it is, for the log. */
  readonly subject: string;
  /** Time for which a finished message is remembered, in ms. */
  readonly retention: number;
  /** Returns the current time, in ms since 1970. */
  readonly clock: () => number;
}

/**
 * Runs the work for a message once, even if the message is posted many times. Copies that arrive
 * while the work runs share its result; later copies resolve at once. If the work fails, each
 * message may try again a few times a minute.
 */
export class OncePerMessage {
  private readonly subject: string;
  private readonly done: LRUCache<string, true>;
  private readonly tries = new LRUCache<string, TokenBucket>(atMost(MAX_MESSAGES));
  private readonly running = new Map<string, Promise<void>>();

  constructor({ subject, retention, clock }: OncePerMessageOptions) {
    this.subject = subject;
    this.done = new LRUCache({
      ...atMost(MAX_MESSAGES),
      ttl: retention,
      // The cache treats a time of 0 as unset, hence the `+ 1`. By default it reads the clock at
      // most once a millisecond, hence `ttlResolution`.
      perf: { now: () => clock() + 1 },
      ttlResolution: 0,
    });
  }

  /**
   * @param id identifies the message.
   * @param tooManyTries creates the error for a message whose work has recently failed too often.
   * @returns a promise that resolves when the work is done, by this call or another.
   */
  async run(id: string, work: () => Promise<void>, tooManyTries: () => Error): Promise<void> {
    if (this.done.has(id)) {
      // Without the id: the id of an endpoint test holds a secret token.
      logDebug(() => `a copy of ${this.subject} was skipped as done`);
      return;
    }
    const running = this.running.get(id);
    if (running !== undefined) return running;
    if (!this.limitOf(id).take()) throw tooManyTries();
    const run = this.start(id, work).finally(() => this.running.delete(id));
    this.running.set(id, run);
    return run;
  }

  private limitOf(id: string): TokenBucket {
    const known = this.tries.get(id);
    if (known !== undefined) return known;
    const limit = new TokenBucket(MAX_TRIES_A_MINUTE / 60, MAX_TRIES_A_MINUTE);
    this.tries.set(id, limit);
    return limit;
  }

  private async start(id: string, work: () => Promise<void>): Promise<void> {
    await work();
    this.done.set(id, true);
    this.tries.delete(id);
  }
}
