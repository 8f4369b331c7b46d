import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';

/** A folder of the test's own, which goes with it. */
export function tempDirectory(): string {
  const directory = mkdtempSync(join(tmpdir(), 'misfit-'));
  onTestFinished(() => rmSync(directory, { recursive: true, force: true }));
  return directory;
}

/** Where a database can be. */
export function databasePath(): string {
  return join(tempDirectory(), 'misfit.db');
}
