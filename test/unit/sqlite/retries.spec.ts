import { RetryLater } from 'nestjs-misfit-notification';
import { describe, expect, it } from 'vitest';
import { notice, updatesOf } from '../../support/deliveries/durable-world.js';
import { Gate, until } from '../../support/clocks/gate.js';
import { settled } from '../../support/observers/process-faults.js';
import { DRIVERS } from '../../support/sqlite/sqlite-drivers.js';
import { crashedCopyOf, startSqlite } from '../../support/sqlite/sqlite-world.js';
import { databasePath } from '../../support/sqlite/temp-directory.js';

const one = () => notice(updatesOf('ada', 'a'));
const broken = () => {
  throw new Error('broken');
};

/** A handler that notes when it runs, and then does what the test says. */
function clocked(work: (run: number) => unknown) {
  const times: number[] = [];
  return { times, handlers: { 'A.a': () => work(times.push(Date.now())) } };
}

describe.each(DRIVERS)('a job that is tried again, with $name', ({ open, isMissing }) => {
  describe.skipIf(isMissing)('(where the driver is there)', () => {
    it('runs when its backoff is over', async () => {
      const { times, handlers } = clocked((run) => run < 4 && broken());
      const backoff = { delay: 50, maxDelay: 100, jitter: 0 };
      const { accept } = await startSqlite({ open, handlers, backoff });
      await accept(one());
      await until(() => times.length === 4);
      const waits = times.slice(1).map((time, index) => time - times[index]!);
      [50, 100, 100].forEach((wait, index) => {
        expect(waits[index]).toBeGreaterThanOrEqual(wait);
        expect(waits[index]).toBeLessThan(wait + 300);
      });
    });

    it.each<[string, (at: Date) => unknown]>([
      ['after a failure', broken],
      ['at the time of its RetryLater', (at) => Promise.reject(new RetryLater(at))],
    ])('runs when it is due %s, though the process was started anew', async (_, end) => {
      const path = databasePath();
      const at = new Date(Date.now() + 400);
      const { times, handlers } = clocked((run) => run === 1 && end(at));
      const backoff = { delay: 400, maxDelay: 400, jitter: 0 };
      const first = await startSqlite({ path, open, handlers, backoff });
      await first.accept(one());
      await until(() => first.failures.length === 1);
      await first.stop();
      await startSqlite({ path, open, handlers, backoff });
      await until(() => times.length === 2);
      const { retryAt } = first.failures[0]!;
      expect(times[1]).toBeGreaterThanOrEqual(retryAt!.getTime());
      expect(times[1]).toBeLessThan(retryAt!.getTime() + 500);
    });

    it('runs at once when it was due while no process was there', async () => {
      const path = databasePath();
      const { times, handlers } = clocked((run) => run === 1 && broken());
      const backoff = { delay: 30, maxDelay: 30, jitter: 0 };
      const first = await startSqlite({ path, open, handlers, backoff });
      await first.accept(one());
      await until(() => first.failures.length === 1);
      await first.stop();
      await new Promise((resolve) => setTimeout(resolve, 40));
      const startedAt = Date.now();
      await startSqlite({ path, open, handlers, backoff });
      await until(() => times.length === 2);
      expect(times[1]! - startedAt).toBeLessThan(500);
    });

    it('takes its turn: behind what was due before, ahead of what came later', async () => {
      const gates = { flaky: new Gate(), earlier: new Gate(), later: new Gate() };
      gates.later.open();
      const seen: string[] = [];
      const work = async ({ id }: { id: string }) => {
        seen.push(id);
        await gates[id as keyof typeof gates].opened;
        if (id === 'flaky' && seen.length === 1) throw new Error('broken');
      };
      const world = await startSqlite({ open, handlers: { 'A.a': work }, concurrency: 1 });
      await world.accept(notice(updatesOf('ada', 'flaky')));
      await world.accept(notice(updatesOf('bob', 'earlier')));
      await until(() => seen.length === 1);
      gates.flaky.open();
      await until(() => seen.length === 2);
      await settled();
      for (let count = 0; count < 10; count++) {
        await world.accept(notice(updatesOf('cleo', 'later')));
      }
      gates.earlier.open();
      await until(() => seen.length === 13);
      expect(seen).toEqual(['flaky', 'earlier', 'flaky', ...Array<string>(10).fill('later')]);
    });

    it('uses up no attempt by RetryLater', async () => {
      const { times, handlers } = clocked((run) => {
        if (run < 6) throw new RetryLater(5);
        throw new Error('broken');
      });
      const { accept, deadLetters } = await startSqlite({ open, handlers, attempts: 2 });
      await accept(one());
      await expect.poll(() => deadLetters.count()).toBe(1);
      expect(times).toHaveLength(7);
      expect((await deadLetters.list()).letters[0]?.attempts).toBe(2);
    });

    it('keeps nobody waiting by a RetryLater whose time is over', async () => {
      const seen: string[] = [];
      const handlers = {
        'A.a': ({ id }: { id: string }) => {
          seen.push(id);
          if (id === 'stuck') throw new RetryLater(new Date(0));
        },
      };
      const { accept, stop } = await startSqlite({ open, handlers, concurrency: 1 });
      await accept(notice(updatesOf('ada', 'stuck')));
      await accept(notice(updatesOf('bob', 'free')));
      await until(() => seen.includes('free'));
      await stop();
      expect(seen[0]).toBe('stuck');
    });

    it('has its attempts counted through crashes, and is dead after the last', async () => {
      let path = databasePath();
      const gate = new Gate();
      const { times, handlers } = clocked(() => gate.opened);
      const world = await startSqlite({ path, open, handlers, attempts: 3 });
      await world.accept(one());
      for (let crash = 1; crash <= 3; crash++) {
        await until(() => times.length === crash);
        path = crashedCopyOf(path);
        const { deadLetters, failures } = await startSqlite({ path, open, handlers, attempts: 3 });
        if (crash < 3) continue;
        await expect.poll(() => deadLetters.count()).toBe(1);
        const [letter] = (await deadLetters.list()).letters;
        expect(letter).toMatchObject({ attempts: 3, handler: 'A.a' });
        expect(letter?.error.message).toContain('the process ended during the last of 3 attempts');
        expect(failures).toHaveLength(1);
      }
      expect(times).toHaveLength(3);
      gate.open();
    });

    it('runs beside its hung first attempt, whose late success changes nothing', async () => {
      const gate = new Gate();
      const second = new Gate();
      const { times, handlers } = clocked((run) => (run === 1 ? gate.opened : second.opened));
      const world = await startSqlite({ open, handlers, jobTimeout: 30, attempts: 2 });
      await world.accept(one());
      await until(() => times.length === 2);
      gate.open();
      await settled();
      expect(world.failures).toHaveLength(1);
      await expect.poll(() => world.deadLetters.count()).toBe(1);
      second.open();
      await settled();
      expect(await world.deadLetters.count()).toBe(1);
      expect(times).toHaveLength(2);
    });
  });
});
