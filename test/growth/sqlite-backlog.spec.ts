import type { MisfitEvent } from 'nestjs-misfit-notification';
import { describe, expect, it } from 'vitest';
import { acceptMany, notice, updatesOf } from '../support/deliveries/durable-world.js';
import { heapInUse } from '../support/observers/garbage.js';
import { until } from '../support/clocks/gate.js';
import { startSqlite } from '../support/sqlite/sqlite-world.js';
import { databasePath } from '../support/sqlite/temp-directory.js';

/** FULL=1 npx vitest run test/growth/sqlite-backlog.spec.ts */
const JOBS = process.env['FULL'] ? 100_000 : 20_000;
const JOBS_OF_MESSAGE = 20;
const MEGABYTE = 1024 * 1024;

/** As many owners as jobs: each is a chain of its own. */
function messageOf(index: number) {
  const ids = Array.from({ length: JOBS_OF_MESSAGE }, (_, job) => String(job));
  return notice(ids.flatMap((id) => updatesOf(`owner-${index}-${id}`, id)));
}

describe('a backlog', () => {
  // Rates and memory are measured on machines that do other work too.
  const measured = { retry: 2 };

  it('is worked off at a steady rate, in bounded memory', measured, async () => {
    const path = databasePath();
    // Those that are at work when it stops are hung, and come again.
    const hung = { 'A.a': () => new Promise<void>(() => {}) };
    const first = await startSqlite({ path, handlers: hung, handlerTimeout: 1_000 });
    await acceptMany(first.accept, JOBS / JOBS_OF_MESSAGE, messageOf, 50);
    await first.stop();

    const heapBefore = heapInUse();
    /** Microseconds of CPU that this process had used after each job. */
    const times: number[] = [];
    const seen = new Set<string>();
    let heapHalfway = 0;
    const work = ({ ownerId }: MisfitEvent) => {
      seen.add(ownerId);
      if (times.push(process.cpuUsage().user) === JOBS / 2) heapHalfway = heapInUse();
    };
    await startSqlite({ path, handlers: { 'A.a': async (event) => work(event) } });
    await until(() => times.length >= JOBS);

    const tenth = JOBS / 10;
    const cost = (from: number) => (times[from + tenth - 1]! - times[from]!) / tenth;
    const [early, late] = [cost(0), cost(JOBS - tenth)].map(Math.round) as [number, number];
    const grown = (heapHalfway - heapBefore) / MEGABYTE;
    console.log(
      `${JOBS} jobs: ${early} µs of CPU for each in the first tenth, ${late} in the last, ` +
        `${grown.toFixed(1)} MiB more in use halfway`,
    );
    expect(seen.size).toBe(JOBS);
    expect(times).toHaveLength(JOBS);
    expect(late).toBeLessThan(3 * early);
    expect(grown).toBeLessThan(5 + JOBS / 5_000);
  });
});
