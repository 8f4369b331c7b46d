import { rmSync } from 'node:fs';
import type { MisfitEvent } from 'nestjs-misfit-notification';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { notice, updatesOf } from '../../support/deliveries/durable-world.js';
import { FaultyDriver } from '../../support/faults/faulty-driver.js';
import { Witness, type Plan } from './fault-witness.js';
import { until } from '../../support/clocks/gate.js';
import { DRIVERS } from '../../support/sqlite/sqlite-drivers.js';
import { crashedCopyOf, SOON, startSqlite } from '../../support/sqlite/sqlite-world.js';
import { databasePath } from '../../support/sqlite/temp-directory.js';

const fate = fc.array(fc.constantFrom('fail' as const, 'later' as const, 'hang' as const), {
  maxLength: 3,
});
const plans: fc.Arbitrary<Plan> = fc.record({
  messages: fc.array(fc.array(fate, { minLength: 1, maxLength: 6 }), {
    minLength: 1,
    maxLength: 8,
  }),
  faultRate: fc.integer({ min: 0, max: 15 }),
  crashAfter: fc.nat({ max: 8 }),
});

const HANDLERS = ['A.a', 'B.b'];
const ATTEMPTS = 3;

describe.each(DRIVERS)('faults of a driver at random, and a crash, with $name', (driver) => {
  async function play(chosen: Plan): Promise<Witness> {
    const first = new Witness(chosen);
    const faulty = new FaultyDriver(driver.open);
    const random = () => Math.random() * 100 < chosen.faultRate;
    const start = (path: string, witness: Witness) => {
      const handlers = Object.fromEntries(
        HANDLERS.map((name) => [name, (event: MisfitEvent) => witness.handle(name, event)]),
      );
      const options = { attempts: ATTEMPTS, backoff: SOON, jobTimeout: 25, handlerTimeout: 50 };
      return startSqlite({ path, open: faulty.open, handlers, ...options });
    };
    const messages = chosen.messages.map((fates, message) =>
      notice(fates.flatMap((_, index) => updatesOf(`owner-${index % 2}`, `${message}-${index}`))),
    );
    const path = databasePath();
    let world = await start(path, first);
    faulty.fault = random;
    const accept = async (index: number) => {
      for (let tries = 0; tries < 500; tries++) {
        const isAccepted = await world.accept(messages[index]!).then(
          () => true,
          () => false,
        );
        if (isAccepted) return;
      }
      throw new Error('never accepted');
    };

    const isCrashing = chosen.crashAfter < messages.length;
    const before = isCrashing ? chosen.crashAfter : messages.length;
    await Promise.all(Array.from({ length: before }, (_, index) => accept(index)));
    if (isCrashing) {
      const copy = crashedCopyOf(path);
      first.isAlive = false;
      faulty.fault = () => false;
      await markRecorded(copy, first, before);
      void world.stop();
      first.isAlive = true;
      world = await start(copy, first);
      faulty.fault = random;
      await Promise.all(messages.map((_, index) => accept(index)));
    }
    faulty.fault = () => false;
    await until(() => jobsLeft(faulty) === 0);
    const { letters } = await world.deadLetters.list({ limit: 1_000 });
    for (const { handler, event } of letters) first.dead.add(`${handler} ${event?.id}`);
    return first;
  }

  /** What is not in the file any more has succeeded, or was never there. */
  async function markRecorded(path: string, witness: Witness, messages: number): Promise<void> {
    const copy = crashedCopyOf(path);
    const database = await driver.open(copy);
    const rows = database.prepare('SELECT handler, content FROM job').all() as {
      handler: string;
      content: string;
    }[];
    const left = new Set(
      rows.map(({ handler, content }) => {
        const { id } = JSON.parse(content) as { id: string };
        return `${handler} ${id}`;
      }),
    );
    database.close();
    rmSync(copy);
    for (const key of witness.succeeded) {
      const message = Number(key.split(' ')[1]?.split('-')[0]);
      if (message < messages && !left.has(key)) witness.recorded.add(key);
    }
  }

  it.skipIf(driver.isMissing)(
    'lose nothing, repeat nothing that was stored, keep the order',
    async () => {
      await Promise.all(
        fc.sample(plans, 24).map(async (chosen) => {
          const witness = await play(chosen);
          expect(witness.mistakes, JSON.stringify(chosen)).toEqual([]);
          chosen.messages.forEach((fates, message) => {
            for (const handler of HANDLERS) {
              fates.forEach((_, index) => {
                const key = `${handler} ${message}-${index}`;
                const isSettled = witness.succeeded.has(key) || witness.dead.has(key);
                expect(isSettled, `${key} of ${JSON.stringify(chosen)}`).toBe(true);
              });
            }
          });
        }),
      );
    },
  );
});

function jobsLeft({ database }: FaultyDriver): unknown {
  const row = database.prepare("SELECT count(*) FROM job WHERE state <> 'dead'").get() as object;
  return Object.values(row)[0];
}
