import { Logger } from '@nestjs/common';
import { describeError } from '../common/describe-error.js';
import { LOG_WINDOW, LogThrottle } from '../common/log-throttle.js';
import type { RedisClient } from './redis-connection.js';
import { isRefusal } from './refusal.js';

/**
 * Time without a problem after which an outage is over, in ms. Longer than the second between two
 * tries: Redis may refuse one command of two, or accept connections only to close them.
 */
const CALM = 3_000;

/**
 * Logs an outage of Redis when it begins, once a minute while clients still report it, and when it
 * ends, regardless of how many clients and commands are affected, and for what reasons.
 *
 * An outage that begins within a minute of the end of the last one counts as over after twice the
 * calm of that one, up to a minute: if Redis comes and goes, the log has at most two lines a minute
 * after a while.
 */
export class OutageLog {
  private readonly logger = new Logger('MisfitNotification');
  private readonly problems = new LogThrottle({
    subject: 'problems of the queue',
    write: (line) => this.logger.warn(line),
    // Not the wall clock: after a step back the log would stay quiet for longer.
    clock: () => performance.now(),
  });
  private readonly logged = new WeakSet<object>();
  /** The clients without a connection, and the tasks whose commands Redis refuses. */
  private readonly affected = new Set<RedisClient | string>();
  /** When the last line said that Redis cannot be used, as of `performance.now()`. */
  private saidAt = -Infinity;
  /** Whether the log says that Redis cannot be used, and not yet that it can again. */
  private isAnnounced = false;
  /** When the last line said that Redis can be used again, as of `performance.now()`. */
  private recoveredAt = -Infinity;
  /** Time without a problem after which the current outage, or the last one, is over, in ms. */
  private calm = CALM;
  private recovery: NodeJS.Timeout | undefined;

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
    if (this.problems.admit('QUEUE_ERROR', message)) {
      this.logger.warn(`the queue reports: ${message}`);
    }
  }

  /** Counts in the log what it has left out. */
  close(): void {
    clearTimeout(this.recovery);
    this.problems.flush();
  }

  private begin(affected: RedisClient | string, error: Error): void {
    this.logged.add(error);
    this.affected.add(affected);
    clearTimeout(this.recovery);
    const now = performance.now();
    if (!this.isAnnounced) this.calm = this.calmOfOutageAt(now);
    else if (now - this.saidAt < LOG_WINDOW) return;
    this.saidAt = now;
    this.isAnnounced = true;
    this.logger.error(
      `Redis cannot be used: ${reasonOf(error)}. Until it can, notifications that cannot be stored ` +
        'are answered 503, and jobs wait',
    );
  }

  private calmOfOutageAt(now: number): number {
    const isRelapse = now - this.recoveredAt < LOG_WINDOW;
    return isRelapse ? Math.min(2 * this.calm, LOG_WINDOW) : CALM;
  }

  private end(affected: RedisClient | string): void {
    if (!this.affected.delete(affected) || this.affected.size > 0) return;
    clearTimeout(this.recovery);
    this.recovery = setTimeout(() => this.recover(), this.calm).unref();
  }

  private recover(): void {
    if (!this.isAnnounced) return;
    this.isAnnounced = false;
    this.recoveredAt = performance.now();
    this.logger.log('Redis can be used again');
  }
}

/** A host with several addresses fails with an `AggregateError` without a message. */
function reasonOf(error: unknown): string {
  const { code } = (error ?? {}) as { readonly code?: unknown };
  return describeError(error).message || (typeof code === 'string' ? code : 'unknown reason');
}
