import { misfitUpdate } from 'nestjs-misfit-notification/testing';
import { describe, expect, it } from 'vitest';
import { ADAPTERS } from '../../support/apps/adapters.js';
import { simulator } from '../../support/apps/delivery-app.js';
import { Gate, until } from '../../support/clocks/gate.js';
import { listener } from '../../support/apps/listeners.js';
import { settled } from '../../support/observers/process-faults.js';
import { startSqliteApp } from '../../support/apps/sqlite-app.js';
import { databasePath } from '../../support/sqlite/temp-directory.js';

const updates = (...ids: string[]) =>
  ids.map((id) => misfitUpdate('goals.created', { id, ownerId: id }));

describe.each(ADAPTERS)('an application with a SQLite delivery that is closed on %s', (adapter) => {
  it('lets running jobs finish, begins no other, and answers 503 meanwhile', async () => {
    const path = databasePath();
    const gate = new Gate();
    const steps: string[] = [];
    const first = await startSqliteApp({
      adapter,
      sqlite: { path, concurrency: 2 },
      providers: [
        listener('Own', '*', async ({ id }) => {
          steps.push(`${id} begun`);
          await gate.opened;
          steps.push(`${id} done`);
        }),
      ],
    });
    expect(await first.post(updates('a', 'b', 'c', 'd'))).toBe(200);
    await until(() => steps.length === 2);
    const closed = first.app.close().then(() => steps.push('closed'));
    await settled();
    const late = simulator.notification(updates('late'));
    expect(await first.send(late)).toBe(503);
    gate.open();
    await closed;
    expect(steps).toEqual(['a begun', 'b begun', 'a done', 'b done', 'closed']);

    const again: string[] = [];
    const second = await startSqliteApp({
      adapter,
      sqlite: { path },
      providers: [listener('Own', '*', ({ id }) => again.push(id))],
    });
    await until(() => again.length === 2);
    expect(await second.send(late)).toBe(200);
    await until(() => again.length === 3);
    await settled();
    expect(again.toSorted()).toEqual(['c', 'd', 'late']);
  });

  it('waits for hung jobs no longer than the deadline; they are taken up after a restart', async () => {
    const path = databasePath();
    const calls: string[] = [];
    const first = await startSqliteApp({
      adapter,
      module: { handlerTimeout: 200 },
      sqlite: { path },
      providers: [
        listener('Own', '*', ({ id }) => {
          calls.push(id);
          return id === 'hung' ? new Promise(() => {}) : undefined;
        }),
      ],
    });
    expect(await first.post(updates('hung', 'quick'))).toBe(200);
    await until(() => calls.length === 2);
    const startedAt = performance.now();
    await first.app.close();
    expect(performance.now() - startedAt).toBeLessThan(10_000);

    const again: string[] = [];
    await startSqliteApp({
      adapter,
      sqlite: { path },
      providers: [listener('Own', '*', ({ id }) => again.push(id))],
    });
    await until(() => again.length === 1);
    await settled();
    expect(again).toEqual(['hung']);
  });

  it('is closed at once with a full queue, and loses nothing of it', async () => {
    const path = databasePath();
    const options = { adapter, sqlite: { path, concurrency: 4 } } as const;
    const calls: string[] = [];
    const work = async ({ id }: { id: string }) => {
      await new Promise((resolve) => setTimeout(resolve, 20));
      calls.push(id);
    };
    const providers = [listener('Own', '*', work)];
    const first = await startSqliteApp({ ...options, providers });
    const ids = Array.from({ length: 200 }, (_, index) => String(index));
    expect(await first.post(updates(...ids))).toBe(200);
    const startedAt = performance.now();
    await first.app.close();
    expect(performance.now() - startedAt).toBeLessThan(10_000);
    expect(calls.length).toBeLessThan(200);

    await startSqliteApp({ ...options, providers });
    await until(() => calls.length === 200);
    await settled();
    expect(new Set(calls).size).toBe(200);
    expect(calls).toHaveLength(200);
  });

  it('may be closed twice, and before anything has come', async () => {
    const app = await startSqliteApp({
      adapter,
      providers: [listener('Own', '*', () => undefined)],
    });
    await app.app.close();
    await app.app.close();
    expect(await app.deadLetters.count().catch(({ code }: { code: string }) => code)).toBe(
      'QUEUE_UNAVAILABLE',
    );
  });
});
