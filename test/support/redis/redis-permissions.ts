import { randomUUID } from 'node:crypto';
import type { Redis } from 'ioredis';
import type { RedisServer } from './redis-server.js';

/**
 * The commands that a Redis user has to be allowed for `bullmqDelivery`, and no others. The
 * documentation has the same list.
 */
export const BULLMQ_COMMANDS =
  'bzpopmin del eval evalsha exec exists get hdel hget hgetall hincrby hmget hmset hset incr lindex ' +
  'llen lpush lrange lrem multi rpoplpush rpush sadd scard set smembers srem xadd xtrim zadd zcard ' +
  'zcount zpopmin zrange zrangebyscore zrem zremrangebyscore zrevrange zrevrangebyscore zscore';

/** The same for `RedisIdempotencyStore`. */
export const IDEMPOTENCY_STORE_COMMANDS = 'eval evalsha hdel hget hmget hset pexpire pttl time';

/** The permission to use keys of a prefix with commands of such a list. */
export function permissionsFor(prefix: string, commands: string): readonly string[] {
  return ['resetchannels', `~${prefix}:*`, ...commands.split(' ').map((command) => `+${command}`)];
}

export class RedisUser {
  readonly password = 'secret';
  readonly username = randomUUID();

  constructor(
    private readonly admin: Redis,
    private readonly server: RedisServer,
  ) {}

  /** How to connect as this user, who may not ask with `INFO` whether Redis is ready. */
  get connection() {
    const { username, password } = this;
    const { host, port } = this.server;
    return { host, port, username, password, enableReadyCheck: false };
  }

  /** Creates the user, or changes it. @param rules as of `ACL SETUSER`. */
  async set(...rules: readonly string[]): Promise<void> {
    await this.admin.call('ACL', 'SETUSER', this.username, 'on', `>${this.password}`, ...rules);
  }
}

/** Those that say who a client is, or are the test's own; the first need no permission. */
const APART = /^(auth|client|config|hello|info|acl|quit)\b/;

/** The commands that a server has carried out since its last `CONFIG RESETSTAT`. */
export async function usedCommands(admin: Redis): Promise<string> {
  const names = (await commandStats(admin)).map(({ name }) => name);
  return names
    .filter((name) => !APART.test(name))
    .toSorted()
    .join(' ');
}

/** How many commands the server has refused since its last `CONFIG RESETSTAT`, or answered with an error. */
export async function refusedCommands(admin: Redis): Promise<number> {
  const stats = await commandStats(admin);
  return stats.reduce((sum, { rejected, failed }) => sum + rejected + failed, 0);
}

async function commandStats(admin: Redis) {
  const info = await admin.info('commandstats');
  const lines = info.matchAll(/cmdstat_([^:]+):.*rejected_calls=(\d+),failed_calls=(\d+)/g);
  return Array.from(lines, ([, name, rejected, failed]) => ({
    name: name as string,
    rejected: Number(rejected),
    failed: Number(failed),
  }));
}
