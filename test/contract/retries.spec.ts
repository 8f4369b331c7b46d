import { RetryLater } from 'nestjs-misfit-notification';
import { describe, expect, it } from 'vitest';
import { notice, updatesOf } from '../support/deliveries/durable-world.js';
import { Gate, until } from '../support/clocks/gate.js';
import { settled } from '../support/observers/process-faults.js';
import { ENGINES } from './engines.js';

const one = () => notice(updatesOf('ada', 'a'));
const broken = () => {
  throw new Error('broken');
};

/** A handler that notes when it runs, and then does what the test says. */
function clocked(work: (run: number) => unknown) {
  const times: number[] = [];
  return { times, handlers: { 'A.a': () => work(times.push(Date.now())) } };
}

describe.each(ENGINES)('a task that is tried again with $name', ({ use, isMissing }) => {
  describe.skipIf(isMissing)('(where the engine is there)', () => {
    const newStorage = use();

    it('runs when its backoff is over', async () => {
      const { times, handlers } = clocked((run) => run < 4 && broken());
      const backoff = { delay: 50, maxDelay: 100, jitter: 0 };
      const { accept } = await newStorage().start({ world: { handlers }, backoff });
      await accept(one());
      await until(() => times.length === 4);
      const waits = times.slice(1).map((time, index) => time - times[index]!);
      [50, 100, 100].forEach((wait, index) => {
        expect(waits[index]).toBeGreaterThanOrEqual(wait);
      });
    });

    it.each<[string, (at: Date) => unknown]>([
      ['after a failure', broken],
      ['at the time of its RetryLater', (at) => Promise.reject(new RetryLater(at))],
    ])('runs when it is due %s, though the process was started anew', async (_, end) => {
      const storage = newStorage();
      const at = new Date(Date.now() + 400);
      const { times, handlers } = clocked((run) => run === 1 && end(at));
      const backoff = { delay: 400, maxDelay: 400, jitter: 0 };
      const first = await storage.start({ world: { handlers }, backoff });
      await first.accept(one());
      await until(() => first.failures.length === 1);
      await first.stop();
      await storage.start({ world: { handlers }, backoff });
      await until(() => times.length === 2);
      const { retryAt } = first.failures[0]!;
      expect(times[1]).toBeGreaterThanOrEqual(retryAt!.getTime());
      expect(times[1]).toBeLessThan(retryAt!.getTime() + 30_000);
    });

    it('runs at once when it was due while no process was there', async () => {
      const storage = newStorage();
      const { times, handlers } = clocked((run) => run === 1 && broken());
      const backoff = { delay: 30, maxDelay: 30, jitter: 0 };
      const first = await storage.start({ world: { handlers }, backoff });
      await first.accept(one());
      await until(() => first.failures.length === 1);
      await first.stop();
      await new Promise((resolve) => setTimeout(resolve, 40));
      const startedAt = Date.now();
      await storage.start({ world: { handlers }, backoff });
      await until(() => times.length === 2);
      expect(times[1]! - startedAt).toBeLessThan(30_000);
    });

    it('makes as many attempts as the option says, at the times that failures announce', async () => {
      const { times, handlers } = clocked((run) => {
        throw new Error(`run ${run}`);
      });
      const backoff = { delay: 50, maxDelay: 1_000, jitter: 0 };
      const world = { handlers };
      const { accept, failures } = await newStorage().start({ world, backoff, attempts: 4 });
      await accept(one());
      await until(() => failures.length === 4);
      await settled();
      expect(times).toHaveLength(4);
      expect(failures.map(({ attempt }) => attempt)).toEqual([1, 2, 3, 4]);
      expect(failures.map(({ error }) => (error as Error).message)).toEqual(
        times.map((_, index) => `run ${index + 1}`),
      );
      for (const [index, wait] of [50, 100, 200].entries()) {
        const due = failures[index]!.retryAt!.getTime();
        expect(due - times[index]!).toBeGreaterThanOrEqual(wait - 1);
        expect(times[index + 1]! - due).toBeGreaterThanOrEqual(-1);
      }
      expect(failures[3]!.deadLetterId).toContain('A.a');
    });

    it('has its attempts counted on after a RetryLater', async () => {
      const { handlers } = clocked((run) => {
        throw run % 2 === 0 ? new RetryLater(0) : new Error('broken');
      });
      const { accept, failures } = await newStorage().start({ world: { handlers }, attempts: 3 });
      await accept(one());
      await until(() => failures.at(-1)?.deadLetterId !== undefined);
      expect(failures.map(({ attempt }) => attempt)).toEqual([1, undefined, 2, undefined, 3]);
    });

    it('waits for the time of each RetryLater', async () => {
      const { times, handlers } = clocked((run) => {
        if (run < 4) throw new RetryLater(150);
      });
      const { accept, failures } = await newStorage().start({ world: { handlers }, attempts: 1 });
      await accept(one());
      await until(() => times.length === 4);
      expect(failures.map(({ attempt }) => attempt)).toEqual([undefined, undefined, undefined]);
      for (const [index, { retryAt }] of failures.entries()) {
        expect(times[index + 1]! - retryAt!.getTime()).toBeGreaterThanOrEqual(-1);
      }
    });

    it('has failed with a HandlerTimeoutError when its handler hangs longer than jobTimeout', async () => {
      const { times, handlers } = clocked((run) => (run === 1 ? new Promise(() => {}) : undefined));
      const { accept, failures } = await newStorage().start({
        world: { handlers },
        jobTimeout: 50,
      });
      await accept(one());
      await until(() => times.length === 2);
      expect((failures[0]!.error as Error).name).toBe('HandlerTimeoutError');
    });

    it('uses up no attempt by RetryLater', async () => {
      const { times, handlers } = clocked((run) => {
        if (run < 6) throw new RetryLater(5);
        throw new Error('broken');
      });
      const { accept, deadLetters } = await newStorage().start({
        world: { handlers },
        attempts: 2,
      });
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
      const { accept, stop } = await newStorage().start({ world: { handlers }, concurrency: 1 });
      await accept(notice(updatesOf('ada', 'stuck')));
      await accept(notice(updatesOf('bob', 'free')));
      await until(() => seen.includes('free'));
      await stop();
      expect(seen[0]).toBe('stuck');
    });

    it('has its attempts counted through crashes, and is dead after the last', async () => {
      let storage = newStorage();
      const gate = new Gate();
      const { times, handlers } = clocked(() => gate.opened);
      const world = await storage.start({ world: { handlers }, attempts: 3 });
      await world.accept(one());
      for (let crash = 1; crash <= 3; crash++) {
        await until(() => times.length === crash);
        storage = await storage.crashed();
        const { deadLetters, failures } = await storage.start({ world: { handlers }, attempts: 3 });
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
      const world = await newStorage().start({ world: { handlers }, jobTimeout: 30, attempts: 2 });
      await world.accept(one());
      await until(() => times.length === 2);
      gate.open();
      await expect.poll(() => world.deadLetters.count()).toBe(1);
      second.open();
      await settled();
      expect(world.failures.map(({ attempt }) => attempt)).toEqual([1, 2]);
      expect(await world.deadLetters.count()).toBe(1);
      expect(times).toHaveLength(2);
    });
  });
});
