import { Logger } from '@nestjs/common';
import type { RedisClient } from './redis-connection.js';

/** Logs a warning if Redis may evict keys. Does nothing if the user may not read the setting. */
export async function warnOfEviction(client: RedisClient): Promise<void> {
  const info = await client.info('memory').catch(() => '');
  const policy = /^maxmemory_policy:(\S+)/m.exec(info)?.[1] ?? 'noeviction';
  if (policy === 'noeviction') return;
  new Logger('MisfitNotification').warn(
    `Redis has maxmemory-policy ${policy} and may evict accepted notifications: set it to noeviction`,
  );
}
