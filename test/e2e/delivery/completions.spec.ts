import { RetryLater, type MisfitCompletion } from 'nestjs-misfit-notification';
import { misfitUpdate } from 'nestjs-misfit-notification/testing';
import { describe, expect, it } from 'vitest';
import { ADAPTERS } from '../../support/apps/adapters.js';
import { startBullmqApp } from '../../support/apps/bullmq-app.js';
import { simulator, startDeliveryApp, type DeliveryApp } from '../../support/apps/delivery-app.js';
import { Gate, until } from '../../support/clocks/gate.js';
import { listener } from '../../support/apps/listeners.js';
import { isRedisMissing, useRedisServer } from '../../support/redis/redis-server.js';
import { startSqliteApp } from '../../support/apps/sqlite-app.js';

describe.each(ADAPTERS)('completions$ on %s', (adapter) => {
  it('has each task that has succeeded, once', async () => {
    const gate = new Gate();
    let failures = 1;
    const app = await startDeliveryApp({
      adapter,
      providers: [
        listener('Plain', 'goals', () => 'ignored'),
        listener('Later', 'goals', () => gate.opened),
        listener('Flaky', 'goals', () => {
          if (failures-- > 0) throw new RetryLater(1);
        }),
      ],
    });
    const seen: string[] = [];
    app.bus.completions$.subscribe(({ event, handler, duration, ...rest }) => {
      expect(duration).toBeGreaterThanOrEqual(0);
      expect(rest).toEqual({});
      seen.push(`${handler} ${event.id}`);
    });
    setTimeout(gate.open, 20);
    const message = simulator.notification([misfitUpdate('goals.created', { id: 'a' })]);
    expect(await app.send(message)).toBe(503);
    expect(seen).toEqual(['Plain.handle a', 'Later.handle a']);
    expect(await app.send(message)).toBe(200);
    expect(await app.send(message)).toBe(200);
    expect(seen).toEqual(['Plain.handle a', 'Later.handle a', 'Flaky.handle a']);
  });
});

/** Fails once, asks once for a later run, and then succeeds. */
function flaky() {
  let runs = 0;
  return listener('Flaky', 'goals', async () => {
    runs++;
    if (runs === 1) throw new Error('not yet');
    if (runs === 2) throw new RetryLater(1);
    await new Promise((resolve) => setTimeout(resolve, 20));
  });
}

async function completionsOf(app: DeliveryApp): Promise<MisfitCompletion[]> {
  const seen: MisfitCompletion[] = [];
  app.bus.completions$.subscribe((completion) => seen.push(completion));
  expect(await app.post([misfitUpdate('goals.created', { id: 'a' })])).toBe(200);
  await until(() => seen.length > 0);
  return seen;
}

const EXPECTED = [
  {
    event: expect.objectContaining({ id: 'a' }) as unknown,
    handler: 'Flaky.handle',
    duration: expect.any(Number) as unknown,
    // Asking for a later run does not count as an attempt.
    attempt: 2,
  },
];

describe('completions$ of a durable delivery', () => {
  it('has the task with the attempt that succeeded, with SQLite', async () => {
    const app = await startSqliteApp({ adapter: 'express', providers: [flaky()] });
    const seen = await completionsOf(app);
    expect(seen).toEqual(EXPECTED);
    expect(seen[0]?.duration).toBeGreaterThan(10);
  });

  describe.skipIf(isRedisMissing)('with BullMQ', () => {
    const redis = useRedisServer();

    it('has the task with the attempt that succeeded', async () => {
      const app = await startBullmqApp(redis, { providers: [flaky()] });
      expect(await completionsOf(app)).toEqual(EXPECTED);
    });
  });
});
