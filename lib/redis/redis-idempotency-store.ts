import { randomUUID } from 'node:crypto';
import { IsOptional, IsString } from 'class-validator';
import type { IdempotencyStore, TaskClaim } from '../in-process/idempotency-store.js';
import { checkOptions } from '../validation/check-options.js';
import { Printable } from '../validation/printable.js';
import { rule } from '../validation/rule.js';
import { scriptCommandsOf, type RedisClient, type ScriptCommands } from './redis-client.js';
import type { Script } from './script.js';
import { CLAIM, COMPLETE, RELEASE, RENEW } from './scripts.js';

/**
 * Options of `RedisIdempotencyStore`.
 *
 * @publicApi
 */
export interface RedisIdempotencyStoreOptions {
  /**
   * A connected client of `ioredis` or `redis` (node-redis), single or cluster. The application
   * connects and closes it and listens to its `error` events.
   */
  readonly client: RedisClient;

  /**
   * Prefix of all keys. Applications that share a Redis need different prefixes, because SNS gives
   * a message the same id for all its subscribers.
   *
   * @default 'misfit:'
   */
  readonly keyPrefix?: string;
}

const IsRedisClient = rule(
  'isRedisClient',
  'a client of ioredis or node-redis',
  (value) => scriptCommandsOf(value) !== undefined,
);

class RedisIdempotencyStoreRules {
  @IsRedisClient() client?: never;

  @Printable() @IsOptional() @IsString() keyPrefix?: string;
}

/**
 * Keeps its records in Redis, for all instances that share it.
 *
 * - One instance runs a task; a failed task can be retried on any instance.
 * - Each call is one command and each message one key, so clusters work.
 * - Leases use the clock of Redis. Every key expires.
 * - While Redis cannot be reached, calls reject or wait, depending on the client, and notifications
 *   are answered 503. If Redis loses data (a restart without persistence, a failover, eviction),
 *   those tasks may run again.
 *
 * Needs Redis 5 or later.
 *
 * @see https://redis.io/docs/latest/develop/clients/patterns/distributed-locks/
 * @publicApi
 */
export class RedisIdempotencyStore implements IdempotencyStore {
  private readonly commands: ScriptCommands;
  private readonly keyPrefix: string;

  /** @throws MisfitNotificationOptionsError if an option is unknown or has an invalid value. */
  constructor(options: RedisIdempotencyStoreOptions) {
    checkOptions('RedisIdempotencyStore', RedisIdempotencyStoreRules, options);
    this.commands = scriptCommandsOf(options.client) as ScriptCommands;
    this.keyPrefix = options.keyPrefix ?? 'misfit:';
  }

  async claim(messageId: string, tasks: readonly string[], leaseMs: number): Promise<TaskClaim> {
    const token = randomUUID();
    const findings = await this.run(CLAIM, { messageId, token }, tasks, leaseMs);
    return { messageId, token, ...partitionTasks(tasks, String(findings)) };
  }

  async renew(claim: TaskClaim, leaseMs: number): Promise<void> {
    await this.run(RENEW, claim, [], leaseMs);
  }

  async complete(claim: TaskClaim, tasks: readonly string[], retainMs: number): Promise<void> {
    await this.run(COMPLETE, claim, tasks, retainMs);
  }

  async release(claim: TaskClaim, tasks: readonly string[]): Promise<void> {
    await this.run(RELEASE, claim, tasks, 0);
  }

  private run(
    script: Script,
    { messageId, token }: Pick<TaskClaim, 'messageId' | 'token'>,
    tasks: readonly string[],
    milliseconds: number,
  ): Promise<unknown> {
    const args = [token, String(Math.ceil(milliseconds)), ...tasks];
    return script.run(this.commands, this.keyPrefix + messageId, args);
  }
}

function partitionTasks(
  tasks: readonly string[],
  findings: string,
): Pick<TaskClaim, 'granted' | 'busy'> {
  // A task in neither list counts as done, which an unexpected answer must not cause.
  if (findings.length !== tasks.length || /[^gbd]/.test(findings)) {
    throw new TypeError('RedisIdempotencyStore: unexpected answer from the client');
  }
  const all = (letter: string) => tasks.filter((_, index) => findings[index] === letter);
  return { granted: all('g'), busy: all('b') };
}
