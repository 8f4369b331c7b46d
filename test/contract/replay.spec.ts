import { ReplayConflictError, type MisfitEvent } from 'nestjs-misfit-notification';
import { describe, expect, it } from 'vitest';
import { until } from '../support/clocks/gate.js';
import { notice, rejection, updatesOf } from '../support/deliveries/durable-world.js';
import { ENGINES } from './engines.js';

const fail = () => {
  throw new Error('broken');
};

describe.each(ENGINES)('replay(id, { handler }) with $name', ({ use, isMissing }) => {
  describe.skipIf(isMissing)('(where the engine is there)', () => {
    const newStorage = use();
    const pollOptions = { interval: 10 };

    /** A storage with two dead letters of a chain of `A.old`. */
    async function storageWithLetters() {
      const storage = newStorage();
      const old = await storage.start({ world: { handlers: { 'A.old': fail } }, attempts: 1 });
      await old.accept(notice(updatesOf('ada', '0', '1')));
      await expect.poll(() => old.deadLetters.count(), pollOptions).toBe(2);
      await old.stop();
      return storage;
    }

    it('runs the other handler, and the dead letter is gone', async () => {
      const storage = await storageWithLetters();
      const seen: string[] = [];
      const handlers = { 'A.new': ({ id }: MisfitEvent) => seen.push(id) };
      const { deadLetters, queue } = await storage.start({ world: { handlers } });
      for (const { id } of (await deadLetters.list()).letters) {
        expect(await deadLetters.replay(id, { handler: 'A.new' })).toBe(true);
        expect(await deadLetters.replay(id, { handler: 'A.new' })).toBe(false);
      }
      await until(() => seen.length === 2);
      expect(seen.toSorted()).toEqual(['0', '1']);
      await expect
        .poll(() => queue.statistics(), pollOptions)
        .toMatchObject({ waiting: 0, running: 0, delayed: 0, dead: 0 });
    });

    it('gives the other handler all its attempts, and its dead letter has its name', async () => {
      const storage = await storageWithLetters();
      const handlers = { 'A.new': fail };
      const { deadLetters } = await storage.start({ world: { handlers }, attempts: 3 });
      const { id } = (await deadLetters.list()).letters[0]!;
      await deadLetters.replay(id, { handler: 'A.new' });
      await expect.poll(() => deadLetters.count({ handler: 'A.new' }), pollOptions).toBe(1);
      const [letter] = (await deadLetters.list({ handler: 'A.new' })).letters;
      expect(letter).toMatchObject({ handler: 'A.new', attempts: 3, event: { id: '0' } });
      expect(await deadLetters.count()).toBe(2);
    });

    it('refuses a handler that the application does not have', async () => {
      const storage = await storageWithLetters();
      const { deadLetters } = await storage.start({ world: { handlers: { 'A.new': fail } } });
      const { id } = (await deadLetters.list()).letters[0]!;
      const error = await rejection(deadLetters.replay(id, { handler: 'A.none' }));
      expect(error).toBeInstanceOf(RangeError);
      expect(String(error)).toContain('the application has no handler A.none; it has A.new');
      expect(await deadLetters.count()).toBe(2);
    });

    it('refuses a handler that has a task for the event, and keeps the dead letter', async () => {
      const handlers = { 'A.a': fail, 'B.b': () => new Promise(() => {}) };
      const world = { handlers, handlerTimeout: 100 };
      const { accept, deadLetters } = await newStorage().start({ world, attempts: 1 });
      await accept(notice(updatesOf('ada', '0')));
      await expect.poll(() => deadLetters.count(), pollOptions).toBe(1);
      const { id } = (await deadLetters.list()).letters[0]!;
      const error = await rejection(deadLetters.replay(id, { handler: 'B.b' }));
      expect(error).toBeInstanceOf(ReplayConflictError);
      expect(await deadLetters.count()).toBe(1);
    });
  });
});
