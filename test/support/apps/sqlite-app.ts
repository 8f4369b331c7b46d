import { sqliteDelivery, type SqliteDeliveryOptions } from 'nestjs-misfit-notification/sqlite';
import { MisfitDeadLetters } from 'nestjs-misfit-notification';
import { startDeliveryApp, type DeliveryApp, type DeliveryAppOptions } from './delivery-app.js';
import { SOON } from '../sqlite/sqlite-world.js';
import { databasePath } from '../sqlite/temp-directory.js';

export interface SqliteApp extends DeliveryApp {
  readonly deadLetters: MisfitDeadLetters;
}

export interface SqliteAppOptions extends DeliveryAppOptions {
  readonly sqlite?: Partial<SqliteDeliveryOptions>;
}

/** An application with a SQLite delivery, fed by the simulator. */
export async function startSqliteApp({ sqlite, ...app }: SqliteAppOptions): Promise<SqliteApp> {
  const delivery = sqliteDelivery({ path: databasePath(), backoff: SOON, ...sqlite });
  const running = await startDeliveryApp({ ...app, module: { ...app.module, delivery } });
  return { ...running, deadLetters: running.app.get(MisfitDeadLetters, { strict: false }) };
}
