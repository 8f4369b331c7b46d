import { rmSync } from 'node:fs';
import { expect, describe, it, onTestFinished } from 'vitest';
import { DeliveryError, type MisfitDelivery } from 'nestjs-misfit-notification';
import { MisfitNotificationHealthIndicator } from 'nestjs-misfit-notification/terminus';
import { misfitUpdate } from 'nestjs-misfit-notification/testing';
import { ADAPTERS } from '../../support/apps/adapters.js';
import { startDeliveryApp } from '../../support/apps/delivery-app.js';
import { listener } from '../../support/apps/listeners.js';
import { startSqliteApp } from '../../support/apps/sqlite-app.js';
import { Gate } from '../../support/clocks/gate.js';
import { roomByLimit } from '../../support/faults/small-disk.js';
import { databasePath } from '../../support/sqlite/temp-directory.js';
import { openLibsql } from '../../../lib/sqlite/open-libsql.js';
import { healthApp, healthOf } from './health-app.js';

const goal = () => [misfitUpdate('goals.updated')];

describe.each(ADAPTERS)('the health endpoint on %s', (adapter) => {
  it('is up in process, where there is no queue', async () => {
    const app = await startDeliveryApp(healthApp(adapter));
    expect(await healthOf(app)).toEqual({ status: 200, misfit: { status: 'up' } });
  });

  it('is down while the application shuts down, and handlers end in the meantime', async () => {
    const gate = new Gate();
    const started = new Gate();
    const Slow = listener('Slow', 'goals', () => {
      started.open();
      return gate.opened;
    });
    const app = await startDeliveryApp(healthApp(adapter, {}, Slow));
    const answer = app.post(goal());
    await started.opened;
    const closed = app.app.close();
    expect(await healthOf(app)).toMatchObject({
      status: 503,
      misfit: { status: 'down', code: 'SHUTTING_DOWN' },
    });
    gate.open();
    expect(await answer).toBe(200);
    await closed;
  });

  it('shows the numbers of a queue, and is down above a limit', async () => {
    const gate = new Gate();
    onTestFinished(() => gate.open());
    const Slow = listener('Slow', 'goals', () => gate.opened);
    const Broken = listener('Broken', 'sleeps', () => {
      throw new Error('no');
    });
    const app = await startSqliteApp({
      ...healthApp(adapter, { maxWaiting: 2, maxWaitingAge: 60_000, maxDead: 0 }, Slow, Broken),
      sqlite: { attempts: 1, concurrency: 1 },
    });
    await app.post(goal());
    await expect
      .poll(() => healthOf(app))
      .toMatchObject({ status: 200, misfit: { status: 'up', running: 1, waiting: 0, dead: 0 } });
    for (let count = 0; count < 3; count++) await app.post(goal());
    expect(await healthOf(app)).toMatchObject({
      status: 503,
      misfit: { code: 'LIMIT_EXCEEDED', message: 'more than 2 tasks wait', waiting: 3 },
    });
    gate.open();
    await expect.poll(() => healthOf(app)).toMatchObject({ status: 200 });
    await app.post([misfitUpdate('sleeps.updated')]);
    await expect
      .poll(() => healthOf(app))
      .toMatchObject({
        status: 503,
        misfit: { message: 'there are more than 0 dead letters', dead: 1 },
      });
  });

  it('is down when a task has waited for too long', async () => {
    const gate = new Gate();
    onTestFinished(() => gate.open());
    const Slow = listener('Slow', 'goals', () => gate.opened);
    const app = await startSqliteApp({
      ...healthApp(adapter, { maxWaitingAge: 50 }, Slow),
      sqlite: { concurrency: 1 },
    });
    await app.post(goal());
    await app.post(goal());
    await expect
      .poll(() => healthOf(app))
      .toMatchObject({
        status: 503,
        misfit: { message: 'a task has waited for more than 50 ms' },
      });
    gate.open();
    await expect.poll(() => healthOf(app)).toMatchObject({ status: 200 });
  });

  it('is up for the process that has locked the SQLite file; no other one starts', async () => {
    const path = databasePath();
    const app = await startSqliteApp({ ...healthApp(adapter), sqlite: { path } });
    const second = startSqliteApp({ ...healthApp(adapter), sqlite: { path } });
    await expect(second).rejects.toThrow('in use');
    expect(await healthOf(app)).toMatchObject({ status: 200, misfit: { status: 'up' } });
  });

  it('is down when the SQLite file has been deleted', async () => {
    const path = databasePath();
    const app = await startSqliteApp({ ...healthApp(adapter), sqlite: { path } });
    rmSync(path);
    expect(await app.post(goal())).toBe(503);
    expect(await healthOf(app)).toMatchObject({
      status: 503,
      misfit: { status: 'down', code: 'QUEUE_UNAVAILABLE' },
    });
  });

  it('is down while the disk is full, and up as soon as there is room', async () => {
    const room = roomByLimit(openLibsql);
    const { path, open } = room;
    const app = await startSqliteApp({ ...healthApp(adapter), sqlite: { path, open } });
    room.fill();
    const large = { ...misfitUpdate('goals.updated'), note: 'x'.repeat(60_000) };
    await expect.poll(() => app.post([large])).toBe(503);
    expect(await healthOf(app)).toMatchObject({
      status: 503,
      misfit: { status: 'down', code: 'QUEUE_UNAVAILABLE' },
    });
    room.empty();
    expect(await healthOf(app)).toMatchObject({ status: 200, misfit: { status: 'up' } });
  });

  it('says no more than that the queue cannot be used', async () => {
    const delivery: MisfitDelivery = {
      start: () => undefined,
      stop: () => undefined,
      accept: () => undefined,
      statistics: () =>
        Promise.reject(new DeliveryError('QUEUE_UNAVAILABLE', 'redis://user:secret@10.0.0.1')),
    };
    const app = await startDeliveryApp({ ...healthApp(adapter), module: { delivery } });
    expect((await healthOf(app)).misfit).toEqual({
      status: 'down',
      code: 'QUEUE_UNAVAILABLE',
      message: 'the queue cannot be used',
    });
  });

  it('refuses a limit that nothing can exceed', async () => {
    const app = await startDeliveryApp(healthApp(adapter, { maxWaiting: Number.NaN }));
    expect((await fetch(`${app.origin}/health`)).status).toBe(500);
    const indicator = app.app.get(MisfitNotificationHealthIndicator);
    await expect(indicator.isHealthy('misfit', { maxDead: -1 })).rejects.toThrow('maxDead is -1');
  });
});
