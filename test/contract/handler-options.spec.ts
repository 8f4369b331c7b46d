import type { MisfitEvent } from 'nestjs-misfit-notification';
import { describe, expect, it } from 'vitest';
import { Gate, until } from '../support/clocks/gate.js';
import { notice, updatesOf } from '../support/deliveries/durable-world.js';
import { ENGINES } from './engines.js';

const fail = () => {
  throw new Error('broken');
};

describe.each(ENGINES)('options of one handler, with $name', ({ use, isMissing }) => {
  describe.skipIf(isMissing)('(where the engine is there)', () => {
    const newStorage = use();
    const pollOptions = { interval: 10 };

    it('attempts: each handler has its own number', async () => {
      const world = {
        handlers: { 'A.own': fail, 'B.common': fail },
        handlerOptions: { 'A.own': { attempts: 2 } },
      };
      const { accept, deadLetters } = await newStorage().start({ world, attempts: 3 });
      await accept(notice(updatesOf('ada', 'a')));
      await expect.poll(() => deadLetters.count(), pollOptions).toBe(2);
      const { letters } = await deadLetters.list();
      const attempts = Object.fromEntries(
        letters.map((letter) => [letter.handler, letter.attempts]),
      );
      expect(attempts).toEqual({ 'A.own': 2, 'B.common': 3 });
    });

    it('backoff: what is absent follows the delivery', async () => {
      const world = {
        handlers: { 'A.own': fail, 'B.common': fail },
        handlerOptions: { 'A.own': { backoff: { delay: 40_000 } } },
      };
      const backoff = { delay: 20_000, maxDelay: 30_000, jitter: 0 };
      const { accept, failures } = await newStorage().start({ world, backoff });
      const before = Date.now();
      await accept(notice(updatesOf('ada', 'a')));
      await until(() => failures.length === 2);
      const elapsed = Date.now() - before;
      const waitOf = (name: string) => {
        const { retryAt } = failures.find(({ handler }) => handler === name)!;
        return retryAt!.getTime() - before;
      };
      expect(waitOf('A.own')).toBeGreaterThanOrEqual(30_000);
      expect(waitOf('A.own')).toBeLessThanOrEqual(30_000 + elapsed);
      expect(waitOf('B.common')).toBeGreaterThanOrEqual(20_000);
      expect(waitOf('B.common')).toBeLessThanOrEqual(20_000 + elapsed);
    });

    it('timeout: a longer attempt has failed', async () => {
      const world = {
        handlers: { 'A.own': () => new Promise(() => {}) },
        handlerOptions: { 'A.own': { timeout: 20 } },
      };
      const { accept, deadLetters } = await newStorage().start({ world, attempts: 1 });
      await accept(notice(updatesOf('ada', 'a')));
      await expect.poll(() => deadLetters.count(), pollOptions).toBe(1);
      const [letter] = (await deadLetters.list()).letters;
      expect(letter!.error.message).toBe('A.own did not finish within 20 ms');
    });

    it('concurrency: other handlers run meanwhile, and no attempt is lost by a shutdown', async () => {
      const gate = new Gate();
      let running = 0;
      let most = 0;
      let others = 0;
      const handle = async () => {
        most = Math.max(most, ++running);
        await gate.opened;
        running--;
      };
      const storage = newStorage();
      const world = {
        handlers: { 'A.own': handle, 'B.common': () => void others++ },
        handlerOptions: { 'A.own': { concurrency: 2 } },
        handlerTimeout: 200,
      };
      const owners = Array.from({ length: 5 }, (_, owner) => updatesOf(`owner-${owner}`, 'a'));
      const first = await storage.start({ world });
      await first.accept(notice(owners.flat()));
      await until(() => others === 5 && running === 2);
      await first.stop();
      gate.open();
      expect(most).toBe(2);

      const attempts: (number | undefined)[] = [];
      const record = (_: MisfitEvent, run?: { readonly attempt: number }) =>
        void attempts.push(run?.attempt);
      await storage.start({ world: { handlers: { 'A.own': record } } });
      await until(() => attempts.length === 5);
      // Two were running, and count as attempts.
      expect(attempts.toSorted((a, b) => Number(a) - Number(b))).toEqual([1, 1, 1, 2, 2]);
    });

    it('concurrency: a crash uses up no attempt of a task that waits', async () => {
      const starts: string[] = [];
      const handle = ({ id }: MisfitEvent) => {
        starts.push(id);
        return new Promise<void>(() => {});
      };
      const handlerOptions = { 'A.own': { concurrency: 1, attempts: 4 } };
      const world = { handlers: { 'A.own': handle }, handlerOptions };
      const owners = ['ada', 'bob', 'eve'].map((owner) => updatesOf(owner, owner));
      let storage = newStorage();
      let { accept, queue } = await storage.start({ world });
      await accept(notice(owners.flat()));
      for (let crash = 1; crash <= 3; crash++) {
        await until(() => starts.length === crash);
        await expect.poll(() => queue.statistics(), pollOptions).toMatchObject({ running: 3 });
        storage = await storage.crashed();
        if (crash < 3) ({ queue } = await storage.start({ world }));
      }

      const attempts = new Map<string, number | undefined>();
      const record = ({ id }: MisfitEvent, run?: { readonly attempt: number }) =>
        void attempts.set(id, run?.attempt);
      ({ queue } = await storage.start({ world: { ...world, handlers: { 'A.own': record } } }));
      await until(() => attempts.size === 3);
      for (const [id, attempt] of attempts) {
        expect(attempt, id).toBe(starts.filter((started) => started === id).length + 1);
      }
      await expect
        .poll(() => queue.statistics(), pollOptions)
        .toMatchObject({ running: 0, dead: 0 });
    });

    it('a task without its handler names the handlers that exist', async () => {
      const storage = newStorage();
      const old = { handlers: { 'A.old': () => new Promise(() => {}) }, handlerTimeout: 50 };
      const first = await storage.start({ world: old });
      await first.accept(notice(updatesOf('ada', 'a')));
      await first.stop();
      const handlers = { 'B.new': () => undefined, 'A.new': () => undefined };
      const { deadLetters } = await storage.start({ world: { handlers }, attempts: 2 });
      await expect.poll(() => deadLetters.count(), pollOptions).toBe(1);
      const [letter] = (await deadLetters.list()).letters;
      expect(letter!.error.message).toBe(
        'the application has no handler A.old; it has A.new, B.new',
      );
    });
  });
});
