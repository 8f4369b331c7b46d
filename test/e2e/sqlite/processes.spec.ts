import { describe, expect, it } from 'vitest';
import { runScript } from '../../support/processes/child-process.js';
import { notice, updatesOf } from '../../support/deliveries/durable-world.js';
import { until } from '../../support/clocks/gate.js';
import { startSqlite } from '../../support/sqlite/sqlite-world.js';
import { databasePath } from '../../support/sqlite/temp-directory.js';

/** An application without a server, whose handler says what it sees, and hangs. */
const APPLICATION = `
  import 'reflect-metadata';
  import { Module, Injectable } from '@nestjs/common';
  import { NestFactory } from '@nestjs/core';
  import { MisfitNotificationModule, OnMisfitEvent } from 'nestjs-misfit-notification';
  import { sqliteDelivery } from 'nestjs-misfit-notification/sqlite';

  const [path, task] = process.argv.slice(2);
  class Own {
    handle({ id }) {
      console.log('handling ' + id);
      return new Promise(() => {});
    }
  }
  Injectable()(Own);
  OnMisfitEvent('*')(Own.prototype, 'handle', Object.getOwnPropertyDescriptor(Own.prototype, 'handle'));
  class AppModule {}
  const delivery = sqliteDelivery({ path });
  Module({
    imports: [MisfitNotificationModule.forRoot({ delivery, handlerTimeout: 100 })],
    providers: [Own],
  })(AppModule);

  try {
    const app = await NestFactory.createApplicationContext(AppModule, { logger: false, abortOnError: false });
    console.log('started');
    if (task === 'wait') setInterval(() => {}, 1_000);
    else setTimeout(() => app.close().then(() => console.log('closed')), 300);
  } catch (error) {
    console.log(error.name + ' ' + error.code + ': ' + error.message);
  }
`;

const handlers = { 'Own.handle': () => new Promise<void>(() => {}) };

describe('a second process on the file of a SQLite delivery', () => {
  it('is refused, ends by itself, and the first goes on', async () => {
    const path = databasePath();
    const seen: string[] = [];
    const own = { 'Own.handle': ({ id }: { id: string }) => seen.push(id) };
    const first = await startSqlite({ path, handlers: own });
    await first.accept(notice(updatesOf('ada', 'a')));
    const second = runScript(APPLICATION, path, 'wait');
    expect(await second.ended()).toBe(0);
    expect(second.output()).toContain('SqliteFileError IN_USE');
    expect(second.output()).toContain(`${path} is in use`);
    expect(second.output()).not.toContain('started');
    await first.accept(notice(updatesOf('ada', 'b')));
    await until(() => seen.length === 2);
  });

  it('may have it when the first has stopped, or was killed', async () => {
    const path = databasePath();
    const first = await startSqlite({ path, handlers, handlerTimeout: 50 });
    await first.accept(notice(updatesOf('ada', 'left')));
    await first.stop();

    const second = runScript(APPLICATION, path, 'wait');
    await until(() => second.output().includes('handling left'));
    second.process.kill('SIGKILL');
    await second.ended();
    const seen: string[] = [];
    await startSqlite({ path, handlers: { 'Own.handle': ({ id }) => seen.push(id) } });
    await until(() => seen.length === 1);
    expect(seen).toEqual(['left']);
  });
});

describe('the process of an application that was closed', () => {
  it.each([
    ['with nothing to do', []],
    ['with a handler that is hung', ['hung']],
  ])('ends by itself: %s', async (_, ids) => {
    const path = databasePath();
    const before = await startSqlite({ path, handlers, handlerTimeout: 50 });
    await before.accept(notice(updatesOf('ada', ...ids)));
    await before.stop();

    const child = runScript(APPLICATION, path, 'close');
    await until(() => child.output().includes('closed'));
    const closedAt = performance.now();
    expect(await child.ended()).toBe(0);
    expect(performance.now() - closedAt).toBeLessThan(30_000);
    for (const id of ids) expect(child.output()).toContain(`handling ${id}`);
  });
});
