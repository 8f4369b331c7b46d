import { setTimeout as sleep } from 'node:timers/promises';
import Database from 'libsql';
import type { MisfitDelivery } from 'nestjs-misfit-notification';
import { sqliteDelivery, type SqliteDatabase } from 'nestjs-misfit-notification/sqlite';

/** A durable delivery that can be made to forget past messages: a round sends the same again. */
export class SqliteUnderTest {
  readonly delivery: MisfitDelivery;
  private readonly database: SqliteDatabase;

  constructor(path: string) {
    this.database = new Database(path);
    this.delivery = sqliteDelivery({ path, open: () => this.database });
  }

  async reset(): Promise<void> {
    const job = this.database.prepare('SELECT id FROM job LIMIT 1');
    while (job.get() !== undefined) await sleep(10);
    this.database.exec('DELETE FROM message');
  }
}
