import type { MisfitDelivery } from '../delivery/delivery.interface.js';
import { DurableDelivery } from '../durable/durable-delivery.js';
import { resolveDurableOptions } from '../durable/durable-delivery.options.js';
import { openLibsql } from './open-libsql.js';
import { SqliteDeliveryRules, type SqliteDeliveryOptions } from './sqlite-delivery.options.js';
import { SqliteQueue } from './sqlite-queue.js';

/**
 * A durable delivery for one process. The jobs are in a SQLite file before a notification is
 * answered; handlers run afterwards and are retried if they fail. Needs no server.
 *
 * The file belongs to one process at a time: starting a second one on it fails with a
 * `SqliteFileError` of code `IN_USE`.
 *
 * @throws MisfitNotificationOptionsError naming each option, its value, and the rule it breaks.
 *
 * @example
 * MisfitNotificationModule.forRoot({ delivery: sqliteDelivery({ path: 'data/misfit.db' }) })
 *
 * @publicApi
 */
export function sqliteDelivery(options: SqliteDeliveryOptions): MisfitDelivery {
  const policy = resolveDurableOptions('sqliteDelivery', SqliteDeliveryRules, options);
  const { concurrency, deadLetterRetention } = policy;
  const { path } = options;
  const open = options.open ?? openLibsql;
  return new DurableDelivery(
    new SqliteQueue({ path, open, concurrency, deadLetterRetention }),
    policy,
  );
}
