import { mkdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import Database from 'libsql';

const path = process.env['DATABASE'] ?? join(tmpdir(), 'misfit-sample', 'points.db');

/** The application's own data, and beside it the updates that it already contains. */
const SCHEMA = `
  CREATE TABLE IF NOT EXISTS points (owner_id TEXT PRIMARY KEY, total INTEGER NOT NULL) STRICT;
  CREATE TABLE IF NOT EXISTS applied_updates (
    handler TEXT NOT NULL,
    idempotency_key TEXT NOT NULL,
    applied_at INTEGER NOT NULL,
    PRIMARY KEY (handler, idempotency_key)
  ) STRICT;
`;

@Injectable()
export class PointsDatabase implements OnApplicationShutdown {
  private readonly database: Database.Database;

  constructor() {
    mkdirSync(dirname(path), { recursive: true });
    this.database = new Database(path);
    this.database.exec(SCHEMA);
  }

  /**
   * Adds a point, unless this update has added one before. Both rows are committed together, or
   * neither is.
   *
   * @returns whether the point was added.
   */
  addPoint(ownerId: string, handler: string, idempotencyKey: string): boolean {
    const add = this.database.transaction(() => {
      const { changes } = this.database
        .prepare('INSERT INTO applied_updates VALUES (?, ?, ?) ON CONFLICT DO NOTHING')
        .run(handler, idempotencyKey, Date.now());
      if (changes === 0) return false;
      this.database
        .prepare(
          'INSERT INTO points VALUES (?, 1) ON CONFLICT (owner_id) DO UPDATE SET total = total + 1',
        )
        .run(ownerId);
      return true;
    });
    return add.immediate();
  }

  pointsOf(ownerId: string): number {
    const row = this.database.prepare('SELECT total FROM points WHERE owner_id = ?').get(ownerId);
    return (row as { total: number } | undefined)?.total ?? 0;
  }

  onApplicationShutdown(): void {
    this.database.close();
  }
}
