import { Logger } from '@nestjs/common';
import type { MisfitEvent, MisfitNotification } from 'nestjs-misfit-notification';
import type { OpenSqliteDatabase } from 'nestjs-misfit-notification/sqlite';
import { CollectingLogger } from '../observers/collecting-logger.js';
import { until } from '../clocks/gate.js';
import { startSqlite } from '../sqlite/sqlite-world.js';
import { databasePath } from '../sqlite/temp-directory.js';

/** A file of a SQLite delivery that was stopped, for a test to damage. */
export class DamagedFile {
  readonly path = databasePath();

  constructor(private readonly open: OpenSqliteDatabase) {}

  /** Stores jobs of the handler `A.a` that have not ended. */
  async store(...messages: readonly MisfitNotification[]): Promise<void> {
    const hung = { 'A.a': () => new Promise<void>(() => {}) };
    const world = await startSqlite({ ...this.options, handlers: hung, handlerTimeout: 500 });
    for (const message of messages) await world.accept(message);
    await world.stop();
  }

  /** Stores dead letters of the handler `A.a`. */
  async storeDead(...messages: readonly MisfitNotification[]): Promise<void> {
    const broken = {
      'A.a': () => {
        throw new Error('broken');
      },
    };
    const world = await startSqlite({ ...this.options, handlers: broken, attempts: 1 });
    for (const message of messages) await world.accept(message);
    const count = messages.flatMap(({ events }) => events).length;
    await until(() => world.failures.length === count);
    await world.stop();
  }

  async damage(sql: string): Promise<void> {
    const database = await this.open(this.path);
    database.exec(`PRAGMA ignore_check_constraints = 1; ${sql}`);
    database.close();
  }

  /** Starts a delivery on it, and keeps the ids of the events that it runs, and what it logs. */
  async start(concurrency = 16) {
    const runs: string[] = [];
    const handlers = { 'A.a': ({ id }: MisfitEvent) => void runs.push(id) };
    const starting = startSqlite({ ...this.options, handlers, concurrency });
    const logger = new CollectingLogger();
    Logger.overrideLogger(logger);
    return { ...(await starting), runs, logger };
  }

  private get options() {
    return { path: this.path, open: this.open };
  }
}
