import { Logger } from '@nestjs/common';
import { describeError } from '../common/describe-error.js';
import type { RedisClient } from './redis-connection.js';
import { isRefusal } from './refusal.js';

/** Time during which the same problem is not logged again, in ms. */
const QUIET_TIME = 60_000;

/**
 * Logs an outage of Redis when it begins, once a minute while clients still report it, and when it
 * ends, regardless of how many clients and commands are affected.
 */
export class OutageLog {
  private readonly logger = new Logger('MisfitNotification');
  private readonly lastLogged = new Map<string, number>();
  private readonly logged = new WeakSet<object>();
  /** The clients without a connection, and the tasks whose commands Redis refuses. */
  private readonly affected = new Set<RedisClient | string>();
  /** When the last line said that Redis cannot be used, as of `performance.now()`. */
  private saidAt = -Infinity;

  /** Listens to a client's errors, which would otherwise end the process or be logged each time. */
  watch(client: RedisClient): void {
    client.on('error', (error: Error) => this.begin(client, error));
    client.on('ready', () => this.end(client));
  }

  /** Runs a task and notes whether Redis refuses it. */
  async attempt<T>(task: string, action: () => Promise<T>): Promise<T> {
    try {
      const result = await action();
      this.end(task);
      return result;
    } catch (error) {
      if (isRefusal(error)) this.begin(task, error);
      throw error;
    }
  }

  /** The task is not attempted again. */
  giveUp(task: string): void {
    this.end(task);
  }

  /** Logs any other problem between this process and Redis. */
  report(error: Error): void {
    // BullMQ passes on errors that its clients and commands have already reported.
    if (this.logged.has(error)) return;
    const { message } = describeError(error);
    // Not the wall clock: after a step back the log would stay quiet for longer.
    const now = performance.now();
    if (now - (this.lastLogged.get(message) ?? -Infinity) < QUIET_TIME) return;
    if (this.lastLogged.size >= 100) this.lastLogged.clear();
    this.lastLogged.set(message, now);
    this.logger.warn(`the queue reports: ${message}`);
  }

  private begin(affected: RedisClient | string, error: Error): void {
    this.logged.add(error);
    const isFirst = this.affected.size === 0;
    this.affected.add(affected);
    const now = performance.now();
    if (!isFirst && now - this.saidAt < QUIET_TIME) return;
    this.saidAt = now;
    this.logger.error(
      `Redis cannot be used: ${reasonOf(error)}. Until it can, notifications that cannot be stored ` +
        'are answered 503, and jobs wait',
    );
  }

  private end(affected: RedisClient | string): void {
    if (!this.affected.delete(affected) || this.affected.size > 0) return;
    this.logger.log('Redis can be used again');
  }
}

/** A host with several addresses fails with an `AggregateError` without a message. */
function reasonOf(error: unknown): string {
  const { code } = (error ?? {}) as { readonly code?: unknown };
  return describeError(error).message || (typeof code === 'string' ? code : 'unknown reason');
}
