import { copyFileSync, existsSync } from 'node:fs';
import { sqliteDelivery, type SqliteDeliveryOptions } from 'nestjs-misfit-notification/sqlite';
import {
  startWorld,
  type DurableWorld,
  type DurableWorldOptions,
} from '../deliveries/durable-world.js';
import { databasePath } from './temp-directory.js';

/** Retries come so soon that no test waits for them. */
export const SOON = { delay: 5, maxDelay: 5, jitter: 0 };

export interface SqliteWorldOptions extends DurableWorldOptions, Partial<SqliteDeliveryOptions> {}

/** A SQLite delivery with handlers of the test. */
export function startSqlite(options: SqliteWorldOptions): Promise<DurableWorld> {
  const { handlers, handlerTimeout, retention, ...own } = options;
  const delivery = sqliteDelivery({ path: databasePath(), backoff: SOON, ...own });
  return startWorld(delivery, {
    handlers,
    ...(handlerTimeout !== undefined && { handlerTimeout }),
    ...(retention !== undefined && { retention }),
  });
}

/** What a crash would leave at this moment: a copy of what is on the disk. */
export function crashedCopyOf(path: string): string {
  const copy = databasePath();
  copyFileSync(path, copy);
  if (existsSync(`${path}-wal`)) copyFileSync(`${path}-wal`, `${copy}-wal`);
  return copy;
}
