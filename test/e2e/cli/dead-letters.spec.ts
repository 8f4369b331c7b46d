import { randomUUID } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ConsoleLogger, Logger } from '@nestjs/common';
import { MisfitQueue, type MisfitDelivery } from 'nestjs-misfit-notification';
import { bullmqDelivery } from 'nestjs-misfit-notification/bullmq';
import { sqliteDelivery } from 'nestjs-misfit-notification/sqlite';
import { misfitUpdate } from 'nestjs-misfit-notification/testing';
import { afterAll, describe, expect, it } from 'vitest';
import { startDeliveryApp } from '../../support/apps/delivery-app.js';
import { listener } from '../../support/apps/listeners.js';
import { cli, type CliRunOptions } from '../../support/cli/cli-run.js';
import { freePort } from '../../support/http/free-port.js';
import { isRedisMissing, useRedisServer } from '../../support/redis/redis-server.js';
import { databasePath, tempDirectory } from '../../support/sqlite/temp-directory.js';

/** A queue, and the flags that lead to it. */
interface Queue {
  readonly flags: readonly string[];
  delivery(): MisfitDelivery;
}

const POLICY = { attempts: 1 };
const HOSTILE = 'no \u001b[31mdatabase\u0007\nfor';

/** The commands replace Nest's logger, as it writes to stdout. */
afterAll(() => Logger.overrideLogger(new ConsoleLogger()));

/** Runs an application on the queue until `work` is done. */
async function whileRunning(
  queue: Queue,
  handle: (ownerId: string) => unknown,
  work: (app: Awaited<ReturnType<typeof startDeliveryApp>>) => Promise<void>,
): Promise<void> {
  const Listener = listener('Listener', '*', ({ ownerId }) => handle(ownerId));
  const module = { delivery: queue.delivery() };
  const app = await startDeliveryApp({ adapter: 'express', providers: [Listener], module });
  await work(app);
  await app.app.close();
}

function fail(ownerId: string): never {
  throw new Error(`${HOSTILE} ${ownerId}`);
}

/** Leaves a dead letter for each owner. */
async function failFor(queue: Queue, owners: readonly string[]): Promise<void> {
  await whileRunning(queue, fail, async (running) => {
    for (const ownerId of owners) await running.post([misfitUpdate('goals.updated', { ownerId })]);
    const statistics = running.app.get(MisfitQueue, { strict: false });
    await expect.poll(async () => (await statistics.statistics())?.dead).toBe(owners.length);
  });
}

function run({ flags }: Queue, args: readonly string[], options?: CliRunOptions) {
  return cli([...args, ...flags], options);
}

async function refusal(args: readonly string[], options?: CliRunOptions) {
  const { exitCode, stdout, stderr } = await cli(['queue', ...args], options);
  expect(stdout).toBe('');
  return { exitCode, stderr };
}

function json(text: string): any {
  return JSON.parse(text);
}

const ENGINES = [
  {
    name: 'a SQLite file',
    isMissing: false,
    use: () => (): Queue => {
      const path = databasePath();
      return { flags: ['--sqlite', path], delivery: () => sqliteDelivery({ path, ...POLICY }) };
    },
  },
  {
    name: 'Redis',
    isMissing: isRedisMissing,
    use: () => {
      const server = useRedisServer();
      return (): Queue => {
        const queueName = randomUUID();
        const connection = { url: server.url };
        const flags = ['--redis', server.url, '--queue', queueName];
        return { flags, delivery: () => bullmqDelivery({ connection, queueName, ...POLICY }) };
      };
    },
  },
];

describe.each(ENGINES)('the commands about dead letters, with $name', ({ isMissing, use }) => {
  describe.skipIf(isMissing)('of an application', () => {
    const create = use();
    it('list them page by page, as JSON where nobody watches', async () => {
      const queue = create();
      await failFor(queue, ['ada', 'bob', 'eve']);
      const first = await run(queue, ['dead-letters', 'list', '--limit', '2']);
      expect(first).toMatchObject({ exitCode: 0, stderr: '' });
      const { letters, next } = json(first.stdout);
      const rest = await run(queue, ['dead-letters', 'list', '--from', next]);
      const all = [...letters, ...json(rest.stdout).letters];
      const owners: string[] = all.map(({ update }) => update.ownerId);
      expect(owners.toSorted()).toEqual(['ada', 'bob', 'eve']);
      expect(all[0]).toMatchObject({ handler: 'Listener.handle', attempts: 1 });
      expect(json(rest.stdout).next).toBeNull();
    });

    it('list and show them on a terminal, without what an error could do there', async () => {
      const queue = create();
      await failFor(queue, ['ada']);
      const terminal = { isTerminal: true, env: { NO_COLOR: '1' } };
      const list = await run(queue, ['dead-letters', 'list'], terminal);
      expect(list.stdout).toContain('goals.updated of ada');
      expect(list.stdout).toContain('1 of 1 dead letters');
      const id = /^ ?(\S+) +20\d\d-/m.exec(list.stdout)?.[1] as string;
      const shown = await run(queue, ['dead-letters', 'show', id], terminal);
      expect(shown).toMatchObject({ exitCode: 0, stderr: '' });
      expect(shown.stdout).toMatch(/ownerId +ada\n/);
      expect(shown.stdout).toContain('no \\u{1b}[31mdatabase\\u{7}');
      expect(list.stdout + shown.stdout).not.toMatch(/(?!\n)\p{Cc}/u);
    });

    it('replay one, and its handler runs when the application starts', async () => {
      const queue = create();
      await failFor(queue, ['ada', 'bob']);
      const { letters } = json((await run(queue, ['dead-letters', 'list'])).stdout);
      const letter = letters.find(({ update }: any) => update.ownerId === 'bob');
      const replay = await run(queue, ['dead-letters', 'replay', letter.id]);
      expect(replay).toMatchObject({ exitCode: 0, stderr: '' });
      expect(json(replay.stdout)).toEqual({ replayed: 1, missing: [] });
      expect(json((await run(queue, ['queue'])).stdout)).toMatchObject({ waiting: 1, dead: 1 });
      const owners: string[] = [];
      await whileRunning(
        queue,
        (ownerId) => owners.push(ownerId),
        async () => {
          await expect.poll(() => owners).toEqual(['bob']);
        },
      );
      expect(json((await run(queue, ['queue'])).stdout)).toMatchObject({ waiting: 0, dead: 1 });
    });

    it('replay all of a handler, and none of another', async () => {
      const queue = create();
      await failFor(queue, ['ada', 'bob']);
      const replayAll = ['dead-letters', 'replay', '--all', '--handler'];
      const none = await run(queue, [...replayAll, 'Other.handle']);
      expect(json(none.stdout).replayed).toBe(0);
      const all = await run(queue, [...replayAll, 'Listener.handle']);
      expect(json(all.stdout).replayed).toBe(2);
    });

    it('replay one for a handler that has another name now', async () => {
      const queue = create();
      const owners: string[] = [];
      await failFor(queue, ['ada']);
      const [letter] = json((await run(queue, ['dead-letters', 'list'])).stdout).letters;
      const replay = ['dead-letters', 'replay', letter.id, '--with-handler'];
      const lost = await run(queue, [...replay, 'Renamed.handle']);
      expect(json(lost.stdout)).toEqual({ replayed: 1, missing: [] });
      await whileRunning(queue, fail, async ({ app }) => {
        const statistics = app.get(MisfitQueue, { strict: false });
        await expect.poll(async () => (await statistics.statistics())?.dead).toBe(1);
      });
      const [renamed] = json((await run(queue, ['dead-letters', 'list'])).stdout).letters;
      expect(renamed).toMatchObject({ handler: 'Renamed.handle', update: letter.update });

      const back = ['dead-letters', 'replay', renamed.id, '--with-handler', 'Listener.handle'];
      expect(json((await run(queue, back)).stdout)).toEqual({ replayed: 1, missing: [] });
      await whileRunning(
        queue,
        (ownerId) => owners.push(ownerId),
        async () => {
          await expect.poll(() => owners).toEqual(['ada']);
        },
      );
    });

    it('refuse another handler for all', async () => {
      const all = ['dead-letters', 'replay', '--all', '--with-handler', 'Listener.handle'];
      expect(await run(create(), all)).toMatchObject({ exitCode: 2, stdout: '' });
    });

    it('exit with 1 for an id that is not there', async () => {
      const queue = create();
      await failFor(queue, ['ada']);
      for (const command of ['show', 'replay']) {
        const { exitCode, stderr } = await run(queue, ['dead-letters', command, 'x\u001b']);
        expect(exitCode).toBe(1);
        expect(stderr).toBe('error: there is no dead letter x\\u{1b}\n');
      }
    });

    it('delete them after a yes only', async () => {
      const queue = create();
      await failFor(queue, ['ada', 'bob']);
      const purge = ['dead-letters', 'purge'];
      const dead = async () => json((await run(queue, ['queue'])).stdout).dead as number;
      expect(await run(queue, purge)).toMatchObject({ exitCode: 2, stdout: '' });
      const no = await run(queue, purge, { isTerminal: true, stdin: 'no\n' });
      expect(no.stderr).toContain('Delete 2 dead letters? [y/N]');
      await run(queue, purge, { isTerminal: true });
      expect(await dead()).toBe(2);
      const long = await run(queue, [...purge, '--yes', '--before', '2020-01-01']);
      expect(json(long.stdout)).toEqual({ deleted: 0 });
      const yes = await run(queue, purge, { isTerminal: true, stdin: 'y\n' });
      expect(yes.stdout).toBe('2 dead letters deleted\n');
      expect(await dead()).toBe(0);
    });

    it('count the tasks in a table on a terminal', async () => {
      const queue = create();
      await failFor(queue, ['ada']);
      await run(queue, ['dead-letters', 'replay', '--all']);
      const { stdout } = await run(queue, ['queue'], { isTerminal: true, env: { NO_COLOR: '1' } });
      expect(stdout).toMatch(/waiting +1\n/);
      expect(stdout).toMatch(/The oldest one has been waiting since 20/);
    });
  });
});

describe('the commands about dead letters refuse', () => {
  it('to run with neither --sqlite nor --redis, and with both', async () => {
    for (const args of [[], ['--sqlite', 'a.db', '--redis', 'redis://127.0.0.1']]) {
      expect(await refusal(args)).toMatchObject({ exitCode: 2 });
    }
  });

  it('--sqlite with a file that does not exist, and create none', async () => {
    const path = databasePath();
    const { exitCode, stderr } = await refusal(['--sqlite', path]);
    expect(exitCode).toBe(2);
    expect(stderr).toContain(`${path} does not exist`);
    expect(existsSync(path)).toBe(false);
  });

  it.each([
    ['of another kind', 'Dear diary,'],
    ['that is empty', ''],
  ])('a file %s, and leave it as it is', async (_, content) => {
    const path = join(tempDirectory(), 'other.db');
    writeFileSync(path, content);
    expect(await refusal(['--sqlite', path])).toMatchObject({ exitCode: 2 });
    expect(readFileSync(path, 'utf8')).toBe(content);
  });

  it('--sqlite with a file that an application has open', async () => {
    const path = databasePath();
    const queue: Queue = { flags: [], delivery: () => sqliteDelivery({ path }) };
    await whileRunning(
      queue,
      () => {},
      async () => {
        const { exitCode, stderr } = await refusal(['--sqlite', path]);
        expect(exitCode).toBe(2);
        expect(stderr).toContain('stop the application first');
      },
    );
  });

  it('--from with a text that is no cursor', async () => {
    const path = databasePath();
    const queue: Queue = { flags: [], delivery: () => sqliteDelivery({ path }) };
    await whileRunning(
      queue,
      () => {},
      async () => {},
    );
    const list = ['dead-letters', 'list', '--sqlite', path, '--from', 'x'];
    expect(await cli(list)).toMatchObject({ exitCode: 2, stdout: '' });
  });

  it('--redis with a URL that is not one of Redis, without showing it', async () => {
    for (const url of ['http://me:secret@localhost', 'secret', 'redis://me:secret@h/queue']) {
      const { exitCode, stderr } = await refusal(['--redis', url]);
      expect(exitCode).toBe(2);
      expect(stderr).not.toContain('secret');
    }
    expect(await refusal(['--redis'])).toMatchObject({ exitCode: 2 });
  });

  it('--redis with a server that does not answer, with exit code 3', async () => {
    const env = { REDIS_URL: `redis://me:secret@127.0.0.1:${await freePort()}` };
    const { exitCode, stderr } = await refusal(['--redis'], { env });
    expect(exitCode).toBe(3);
    expect(stderr).toContain('ECONNREFUSED');
    expect(stderr).not.toContain('secret');
  });

  describe.skipIf(isRedisMissing)('of Redis', () => {
    const server = useRedisServer();

    it('a queue that is not there, and create none', async () => {
      for (let attempt = 0; attempt < 2; attempt++) {
        const { exitCode, stderr } = await refusal(['--redis', server.url, '--queue', 'other']);
        expect(exitCode).toBe(2);
        expect(stderr).toContain('has no queue other');
      }
    });

    it('a wrong password, without showing it', async () => {
      const url = server.url.replace('//', '//me:secret@');
      const { exitCode, stderr } = await refusal(['--redis', url]);
      expect(exitCode).toBe(3);
      expect(stderr).toContain('WRONGPASS');
      expect(stderr).not.toContain('secret');
    });
  });
});
