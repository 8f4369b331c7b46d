import { existsSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

/** Milliseconds that a package manager may take. */
const LIMIT = 300_000;

/** `.ci/run` installs Redis and a browser beside `npm ci`, and writes this file when it has. */
export default async function awaitPrograms(): Promise<void> {
  const file = process.env['PROGRAMS_INSTALLED'];
  if (file === undefined) return;
  const end = performance.now() + LIMIT;
  while (!existsSync(file)) {
    if (performance.now() > end)
      throw new Error(`nothing has written ${file} (PROGRAMS_INSTALLED)`);
    await sleep(200);
  }
}
