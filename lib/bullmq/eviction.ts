import { Logger } from '@nestjs/common';
import type { RedisClient } from './redis-connection.js';

/** Logs a warning when Redis may evict what it stores; nothing where the user may not ask. */
export async function warnOfEviction(client: RedisClient): Promise<void> {
  const info = await client.info('memory').catch(() => '');
  const policy = /^maxmemory_policy:(\S+)/m.exec(info)?.[1] ?? 'noeviction';
  if (policy === 'noeviction') return;
  new Logger('MisfitNotification').warn(
    `Redis has maxmemory-policy ${policy} and may evict accepted notifications: set it to noeviction`,
  );
}
