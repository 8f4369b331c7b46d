import { IsNotEmpty, IsOptional, IsString } from 'class-validator';
import {
  DurableDeliveryRules,
  type DurableDeliveryOptions,
} from '../durable/durable-delivery.options.js';
import { IsFunction } from '../validation/option-rules.js';
import { Printable } from '../validation/printable.js';
import type { OpenSqliteDatabase } from './sqlite-database.js';

/**
 * Options of `sqliteDelivery`.
 *
 * @publicApi
 */
export interface SqliteDeliveryOptions extends DurableDeliveryOptions {
  /**
   * The database file. A missing file or folder is created for the user of the process only (modes
   * 0600 and 0700). Use a local disk: file locks over a network are not reliable.
   *
   * @see https://www.sqlite.org/howtocorrupt.html#_filesystems_with_broken_or_missing_lock_implementations
   */
  readonly path: string;

  /**
   * Opens the database with another driver than `libsql`.
   *
   * @default the package `libsql`
   *
   * @example
   * open: (path) => new DatabaseSync(path) // of node:sqlite
   * open: (path) => new Database(path) // of better-sqlite3
   */
  readonly open?: OpenSqliteDatabase;
}

export class SqliteDeliveryRules extends DurableDeliveryRules implements SqliteDeliveryOptions {
  @Printable()
  @IsString()
  @IsNotEmpty()
  path!: string;

  @Printable()
  @IsOptional()
  @IsFunction()
  open?: never;
}
