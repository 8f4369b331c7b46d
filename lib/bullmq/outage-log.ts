import { Logger } from '@nestjs/common';
import { describeError } from '../common/describe-error.js';
import type { RedisClient } from './redis-connection.js';

/** Milliseconds for which the same problem is not logged again. */
const QUIET_TIME = 60_000;

/** Logs one line when Redis goes away and one when it is back, however often a client complains. */
export class OutageLog {
  private readonly logger = new Logger('MisfitNotification');
  private readonly lastLogged = new Map<string, number>();
  private readonly ofClients = new WeakSet<object>();
  private isAway = false;

  /** Listens to a client: one that nobody listens to ends the process, or logs every try. */
  watch(client: RedisClient): void {
    client.on('error', (error: Error) => this.lose(error));
    client.on('ready', () => this.regain());
  }

  /** Anything else that goes wrong between this process and Redis. */
  report(error: Error): void {
    // BullMQ hands on what its clients say.
    if (this.ofClients.has(error)) return;
    const { message } = describeError(error);
    const now = Date.now();
    if (now - (this.lastLogged.get(message) ?? 0) < QUIET_TIME) return;
    if (this.lastLogged.size >= 100) this.lastLogged.clear();
    this.lastLogged.set(message, now);
    this.logger.warn(`the queue reports: ${message}`);
  }

  private lose(error: Error): void {
    this.ofClients.add(error);
    if (this.isAway) return;
    this.isAway = true;
    this.logger.error(
      `Redis cannot be reached: ${reasonOf(error)}. Until it can, notifications are answered 503 ` +
        'and jobs wait',
    );
  }

  private regain(): void {
    if (!this.isAway) return;
    this.isAway = false;
    this.logger.log('Redis can be reached again');
  }
}

/** A host of several addresses fails with an `AggregateError` that has no message of its own. */
function reasonOf(error: unknown): string {
  const { code } = (error ?? {}) as { readonly code?: unknown };
  return describeError(error).message || (typeof code === 'string' ? code : 'unknown reason');
}
