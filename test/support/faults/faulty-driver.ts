import type {
  OpenSqliteDatabase,
  SqliteDatabase,
  SqliteStatement,
  SqliteValue,
} from 'nestjs-misfit-notification/sqlite';

/** Whether a statement is to fail, before it has done anything. */
export type Fault = (sql: string, values: readonly SqliteValue[]) => boolean;

/** A driver whose statements fail as the test says. */
export class FaultyDriver {
  fault: Fault = () => false;
  /** Of the connection opened last. */
  database!: SqliteDatabase;

  constructor(private readonly sound: OpenSqliteDatabase) {}

  readonly open: OpenSqliteDatabase = async (path) => {
    const database = await this.sound(path);
    this.database = database;
    return {
      exec: (sql) => this.run(sql, [], () => database.exec(sql)),
      prepare: (sql) => this.prepare(sql, database),
      close: () => database.close(),
    };
  };

  private prepare(sql: string, database: SqliteDatabase): SqliteStatement {
    const statement = database.prepare(sql);
    return {
      run: (...values) => this.run(sql, values, () => statement.run(...values)),
      get: (...values) => this.run(sql, values, () => statement.get(...values)),
      all: (...values) => this.run(sql, values, () => statement.all(...values)),
    };
  }

  private run<T>(sql: string, values: readonly SqliteValue[], work: () => T): T {
    if (this.fault(sql, values)) throw new Error(`disk I/O error: ${sql.slice(0, 30)}`);
    return work();
  }
}
