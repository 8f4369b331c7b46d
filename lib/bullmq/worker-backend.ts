import { setTimeout as sleep } from 'node:timers/promises';
import { QueueKeys, RedisConnection, RedisQueueBackend, type QueueBaseOptions } from 'bullmq';
import { DUE_AT } from './job-counts.js';
import { mendOptions } from './mend-options.js';
import type { OutageLog } from './outage-log.js';
import type { RedisClient } from './redis-connection.js';
import { isRefusal } from './refusal.js';
import type { WorkerConnection } from './worker-connection.js';

/** Wait before a failed command is sent again, in ms. */
const PAUSE = 1_000;

/** The least part of a lock that is left when a run ends: locks are renewed every quarter. */
const REMAINING_LOCK = 3 / 4;

/** Capabilities of Redis 6.2 and later. BullMQ reads them with `INFO`, which users may lack. */
const CAPABILITIES = { canDoubleTimeout: true, canBlockFor1Ms: false };

export interface WorkerBackendOptions {
  readonly prefix: string;
  readonly connection: WorkerConnection;
  readonly outages: OutageLog;
  /** Duration of the lock of a job, in ms. */
  readonly lockDuration: number;
  /** Aborted when the worker should take no more jobs. */
  readonly stopping: AbortSignal;
}

type Base = RedisQueueBackend;

/**
 * A worker's commands, adapted to a running Redis that refuses them.
 *
 * - Taking a job: BullMQ retries at once, forever. This class pauses in between.
 * - Recording the outcome of a job: BullMQ gives up, and the job runs again. This class retries
 *   while the lock of the job cannot have expired.
 */
export class WorkerBackend extends RedisQueueBackend {
  constructor(
    name: string,
    options: QueueBaseOptions,
    private readonly own: WorkerBackendOptions,
  ) {
    const queueKeys = new QueueKeys(own.prefix);
    const { client, blockingClient } = own.connection;
    super(
      connectionOf(client, { shared: true, blocking: false }),
      name,
      queueKeys.getKeys(name),
      (type) => queueKeys.toKey(name, type),
      options,
      connectionOf(blockingClient, { shared: false, blocking: true }),
    );
  }

  /** A script that takes a job returns its fields first. */
  override async execCommand(...args: Parameters<Base['execCommand']>): Promise<unknown> {
    const result: unknown = await this.unlessClosed(() => super.execCommand(...args));
    if (!Array.isArray(result) || !Array.isArray(result[0])) return result;
    return [mendOptions(result[0]), ...result.slice(1)];
  }

  override moveToActive(
    ...args: Parameters<Base['moveToActive']>
  ): ReturnType<Base['moveToActive']> {
    return this.paced('moveToActive', () => super.moveToActive(...args));
  }

  override waitForJob(...args: Parameters<Base['waitForJob']>): ReturnType<Base['waitForJob']> {
    return this.paced('waitForJob', () => super.waitForJob(...args));
  }

  override moveStalledJobsToWait(): Promise<string[]> {
    return this.own.outages.attempt('moveStalledJobsToWait', () => super.moveStalledJobsToWait());
  }

  override extendLocks(...args: Parameters<Base['extendLocks']>): Promise<string[]> {
    return this.own.outages.attempt('extendLocks', () => super.extendLocks(...args));
  }

  override isFinished(...args: Parameters<Base['isFinished']>): ReturnType<Base['isFinished']> {
    return this.repeated('isFinished', () => super.isFinished(...args));
  }

  override promote(...args: Parameters<Base['promote']>): Promise<void> {
    return this.repeated('promote', () => super.promote(...args));
  }

  override moveToFinished(
    ...args: Parameters<Base['moveToFinished']>
  ): ReturnType<Base['moveToFinished']> {
    return this.repeated('moveToFinished', () => super.moveToFinished(...args));
  }

  override moveToDelayed(
    ...[id, time, delay, token, options]: Parameters<Base['moveToDelayed']>
  ): ReturnType<Base['moveToDelayed']> {
    const own = { ...options, fieldsToUpdate: withDueAt(time + delay, options) };
    return this.repeated('moveToDelayed', () => super.moveToDelayed(id, time, delay, token, own));
  }

  override retryJob(
    ...[id, lifo, token, options]: Parameters<Base['retryJob']>
  ): ReturnType<Base['retryJob']> {
    const own = { ...options, fieldsToUpdate: withDueAt(Date.now(), options) };
    return this.repeated('retryJob', () => super.retryJob(id, lifo, token, own));
  }

  /**
   * BullMQ 6.0 repeats a command without end or pause if the connection of a worker that closes is
   * gone, as it is when a job outlives its time: it does so for one message only.
   */
  private async unlessClosed(action: () => Promise<unknown>): Promise<unknown> {
    try {
      return await action();
    } catch (cause) {
      if (this.own.connection.client.status !== 'end') throw cause;
      throw new Error('the worker has been closed', { cause });
    }
  }

  /** Delays a failure by a pause. */
  private async paced<T>(task: string, action: () => Promise<T>): Promise<T> {
    const { outages, stopping } = this.own;
    try {
      return await outages.attempt(task, action);
    } catch (error) {
      await sleep(PAUSE, undefined, { signal: stopping }).catch(() => {});
      throw error;
    }
  }

  /** Retries refusals while the lock of the job cannot have expired. */
  private async repeated<T>(task: string, action: () => Promise<T>): Promise<T> {
    const { outages, lockDuration } = this.own;
    const end = performance.now() + lockDuration * REMAINING_LOCK;
    for (;;) {
      try {
        return await outages.attempt(task, action);
      } catch (error) {
        if (!isRefusal(error)) throw error;
        if (performance.now() + PAUSE > end) {
          outages.giveUp(task);
          throw error;
        }
      }
      await sleep(PAUSE);
    }
  }
}

function withDueAt(dueAt: number, options?: { readonly fieldsToUpdate?: object }): object {
  return { ...options?.fieldsToUpdate, [DUE_AT]: dueAt };
}

function connectionOf(
  client: RedisClient,
  options: { readonly shared: boolean; readonly blocking: boolean },
): RedisConnection {
  const connection = new RedisConnection(client, { ...options, skipVersionCheck: true });
  // Overrides what BullMQ assumes by then; a closed connection reports its own error.
  connection.client.then(
    () => (connection.capabilities = CAPABILITIES),
    () => {},
  );
  return connection;
}
