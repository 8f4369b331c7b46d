import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { misfitUpdate } from 'nestjs-misfit-notification/testing';
import { describe, expect, it } from 'vitest';
import { ADAPTERS } from '../../support/apps/adapters.js';
import { CliApp } from '../../support/cli/cli-app.js';
import { freePort } from '../../support/http/free-port.js';
import { cli } from '../../support/cli/cli-run.js';
import { until } from '../../support/clocks/gate.js';
import { tempDirectory } from '../../support/sqlite/temp-directory.js';

const NO_RETRY = ['--retries', '0'];

describe.each(ADAPTERS)('the commands that send, to an application on %s', (adapter) => {
  it('send one notification, by default of a changed goal', async () => {
    const world = await CliApp.start(adapter);
    const result = await world.run(['send', '--owner', 'ada', '--to', world.url]);
    expect(result).toMatchObject({ exitCode: 0, stderr: '' });
    expect(result.stdout).toMatch(/delivered +1\n/);
    expect(result.stdout).toMatch(/status 200 +1\n/);
    expect(world.owners).toEqual(['ada']);
  });

  it('send many at a rate, and count what was answered', async () => {
    const world = await CliApp.start(adapter);
    const many = ['--count', '40', '--rate', '100/s', '--to', world.url, '--json'];
    const { stdout, exitCode } = await world.run(['send', 'sleeps.created', ...many]);
    expect(exitCode).toBe(0);
    const result = JSON.parse(stdout) as Record<string, any>;
    expect(result).toMatchObject({
      outcomes: { delivered: 40 },
      statuses: { 200: 40 },
      retries: 0,
    });
    expect(result.duration).toBeGreaterThan(380);
    expect(result.latency.p50).toBeLessThanOrEqual(result.latency.p99);
    expect(new Set(world.owners).size).toBe(40);
  });

  it('send the updates of a file', async () => {
    const world = await CliApp.start(adapter);
    const file = join(tempDirectory(), 'updates.json');
    const updates = ['ada', 'bob'].map((ownerId) => misfitUpdate('goals.created', { ownerId }));
    writeFileSync(file, JSON.stringify(updates));
    await world.run(['send', '--file', file, '--to', world.url]);
    expect(world.owners.toSorted()).toEqual(['ada', 'bob']);
  });

  it('try again after a 503, and exit with 1 when every attempt fails', async () => {
    const world = await CliApp.start(adapter);
    world.handle = () => {
      throw new Error('no database');
    };
    const policy = ['--retries', '2', '--retry-delay', '5ms', '--json'];
    const { stdout, exitCode } = await world.run(['send', '--to', world.url, ...policy]);
    expect(exitCode).toBe(1);
    expect(JSON.parse(stdout)).toMatchObject({
      outcomes: { exhausted: 1 },
      statuses: { 503: 3 },
      retries: 2,
    });
  });

  it('stop at Ctrl-C in the middle, and still print what has happened', async () => {
    const world = await CliApp.start(adapter);
    const run = world.start(['send', '--count', '100000', '--rate', '200/s', '--to', world.url]);
    await until(() => world.owners.length > 5);
    run.interrupt();
    expect(await run.exitCode).toBe(130);
    expect(run.stdout).toMatch(/delivered +\d+\n/);
    expect(world.owners.length).toBeLessThan(50_000);
  });

  it('stop at Ctrl-C while they wait for a retry', async () => {
    const world = await CliApp.start(adapter);
    world.handle = () => Promise.reject(new Error('no database'));
    const run = world.start(['send', '--to', world.url, '--json']);
    await until(() => world.owners.length > 0);
    run.interrupt();
    expect(await run.exitCode).toBe(130);
    expect(JSON.parse(run.stdout)).toMatchObject({ outcomes: { interrupted: 1 } });
  });

  it('subscribe, test and unsubscribe', async () => {
    const world = await CliApp.start(adapter);
    const subscribe = await world.run(['subscribe', world.url]);
    expect(subscribe).toMatchObject({ exitCode: 0 });
    expect(subscribe.stdout).toContain('has confirmed the subscription: yes');
    const test = await world.run(['test-endpoint', world.url, '--json']);
    expect(JSON.parse(test.stdout)).toMatchObject({ outcome: 'delivered', confirmed: true });
    const unsubscribe = await world.run(['unsubscribe', world.url, '--json']);
    expect(JSON.parse(unsubscribe.stdout)).toMatchObject({ outcome: 'delivered' });
    expect(unsubscribe.exitCode).toBe(0);
  });

  it('work through a simulator that listens, which reports what was fetched', async () => {
    const world = await CliApp.start(adapter);
    const listen = world.start(['listen', '--json']);
    await until(() => listen.stderr.includes('simulatorFetch'));
    const sent = await world.run(['send', '--to', world.url]);
    const subscribed = await world.run(['subscribe', world.url]);
    expect([sent.exitCode, subscribed.exitCode]).toEqual([0, 0]);
    listen.interrupt();
    expect(await listen.exitCode).toBe(0);
    const lines = listen.stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as object);
    expect(lines).toMatchObject([
      { status: 200, url: expect.stringMatching(/SimpleNotificationService-.*pem$/) },
      { status: 200, url: expect.stringContaining('Token=') },
      { requests: 2, refused: 0 },
    ]);
  });

  it('draw a progress bar on a terminal', async () => {
    const world = await CliApp.start(adapter);
    const args = ['send', '--count', '5', '--rate', '20/s', '--to', world.url];
    const shown = await world.run(args, { isTerminal: true });
    expect(shown.stderr).toContain('0 errors');
    const piped = await world.run(args);
    expect(piped.stderr).toBe('');
  });
});

describe('the commands that send', () => {
  it('exit with 3 where nothing answers', async () => {
    const env = { XDG_CONFIG_HOME: tempDirectory() };
    const url = `http://127.0.0.1:${await freePort()}`;
    const common = [...NO_RETRY, '--port', String(await freePort())];
    for (const args of [
      ['send', '--to', url],
      ['subscribe', url],
      ['test-endpoint', url],
    ]) {
      const { exitCode } = await cli([...args, ...common], { env });
      expect(exitCode).toBe(3);
    }
  });

  it.each([
    [['send'], "required option '--to <url>' not specified"],
    [['send', '--to', 'ftp://a'], 'begins with http://'],
    [['send', 'goals.eaten', '--to', 'http://127.0.0.1:1'], 'unknown event goals.eaten'],
    [['send', '--to', 'http://127.0.0.1:1', '--count', '0'], 'whole number'],
    [['send', '--to', 'http://127.0.0.1:1', '--rate', 'fast'], 'Write a rate'],
    [['send', '--to', 'http://127.0.0.1:1', '--file', '/does/not/exist'], 'could not read'],
    [['send', '--to', 'http://127.0.0.1:1', '--file', 'package.json'], 'not hold a JSON array'],
    [['subscribe', 'nowhere'], 'begins with http://'],
  ])('exit with 2 after %j', async (args, message) => {
    const result = await cli(args, { env: { XDG_CONFIG_HOME: tempDirectory() } });
    expect(result).toMatchObject({ exitCode: 2, stdout: '' });
    expect(result.stderr).toContain(message);
  });
});
