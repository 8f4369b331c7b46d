export { SqliteDriverMissingError, SqliteFileError, type SqliteFileErrorCode } from './errors.js';
export type {
  OpenSqliteDatabase,
  SqliteDatabase,
  SqliteStatement,
  SqliteValue,
} from './sqlite-database.js';
export { sqliteDelivery } from './sqlite-delivery.js';
export type { SqliteDeliveryOptions } from './sqlite-delivery.options.js';
