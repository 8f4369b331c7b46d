import type { DeadLetter } from 'nestjs-misfit-notification';
import { describe, expect, it } from 'vitest';
import { notice, rejection, updatesOf } from '../support/deliveries/durable-world.js';
import { until } from '../support/clocks/gate.js';
import { settled } from '../support/observers/process-faults.js';
import { ENGINES } from './engines.js';

const GARBAGE = ['', 'x', '1', "' OR 1=1 --", 'm.0.A', 'm.99999999999.A', 'm.0.%', '\0', '\ud800'];

function idsOf(letters: readonly DeadLetter[]): string[] {
  return letters.map(({ handler, event }) => `${handler} ${event?.id}`);
}

describe.each(ENGINES)('dead letters with $name', ({ use, isMissing }) => {
  const newStorage = use();

  /** A delivery with a dead letter of each handler for each id. */
  async function withLetters(...ids: string[]) {
    const storage = newStorage();
    const runs: string[] = [];
    const state = { isBroken: true };
    const work = (name: string) => (event: { id: string }) => {
      runs.push(`${name} ${event.id}`);
      if (state.isBroken) throw new Error(`broken ${event.id}`);
    };
    const handlers = { 'A.a': work('a'), 'B.b': work('b') };
    const world = await storage.start({ world: { handlers }, attempts: 2 });
    for (const id of ids) {
      await world.accept(notice(updatesOf('ada', id), { subject: id }));
      await until(() => world.failures.filter((failure) => failure.event.id === id).length === 4);
      // So that no two have failed in one millisecond.
      await settled();
    }
    runs.length = 0;
    return { ...world, storage, handlers, runs, state };
  }

  describe.skipIf(isMissing)('(where the engine is there)', () => {
    it('say what has failed, how often, when and why', async () => {
      const before = Date.now();
      const { deadLetters } = await withLetters('x');
      const { letters, next } = await deadLetters.list({ handler: 'A.a' });
      expect(letters).toHaveLength(1);
      expect(next).toBeUndefined();
      expect(letters[0]).toMatchObject({
        handler: 'A.a',
        attempts: 2,
        error: { message: 'broken x', stack: expect.stringContaining('Error: broken x') as string },
        event: { type: 'goals', action: 'created', id: 'x', notification: { subject: 'x' } },
      });
      expect(letters[0]!.failedAt.getTime()).toBeGreaterThanOrEqual(before);
      expect(letters[0]!.failedAt.getTime()).toBeLessThanOrEqual(Date.now());
      expect(await deadLetters.get(letters[0]!.id)).toEqual(letters[0]);
    });

    it('come page by page, those given up first come first, and each once', async () => {
      const { deadLetters } = await withLetters('x', 'y', 'z');
      const seen: string[] = [];
      let from: string | undefined;
      do {
        const page = await deadLetters.list({ limit: 1, ...(from !== undefined && { from }) });
        expect(page.letters).toHaveLength(1);
        seen.push(...idsOf(page.letters));
        from = page.next;
      } while (from !== undefined);
      expect(new Set(seen).size).toBe(6);
      expect(seen.map((line) => line.at(-1))).toEqual(['x', 'x', 'y', 'y', 'z', 'z']);
      expect(await deadLetters.list({ limit: 6 })).not.toHaveProperty('next');
    });

    it('are chosen by handler and by time', async () => {
      const { deadLetters } = await withLetters('x', 'y');
      const { letters } = await deadLetters.list({ handler: 'B.b' });
      expect(idsOf(letters)).toEqual(['B.b x', 'B.b y']);
      const before = letters[1]!.failedAt;
      expect(idsOf((await deadLetters.list({ handler: 'B.b', before })).letters)).toEqual([
        'B.b x',
      ]);
      expect(await deadLetters.count()).toBe(4);
      expect(await deadLetters.count({ before: letters[0]!.failedAt })).toBeLessThan(4);
      expect(await deadLetters.count({ handler: 'C.c' })).toBe(0);
    });

    it('are replayed one by one, with all their attempts before them', async () => {
      const { deadLetters, runs, state } = await withLetters('x');
      const [letter] = (await deadLetters.list({ handler: 'A.a' })).letters;
      expect(await deadLetters.replay(letter!.id)).toBe(true);
      expect(await deadLetters.replay(letter!.id)).toBe(false);
      await until(() => runs.length === 2);
      await expect.poll(() => deadLetters.count()).toBe(2);
      const [again] = (await deadLetters.list({ handler: 'A.a' })).letters;
      expect(again).toMatchObject({ id: letter!.id, attempts: 2 });
      expect(again!.failedAt.getTime()).toBeGreaterThan(letter!.failedAt.getTime());
      state.isBroken = false;
      expect(await deadLetters.replay(letter!.id)).toBe(true);
      await until(() => runs.length === 3);
      await expect.poll(() => deadLetters.count()).toBe(1);
    });

    it('are replayed all together, or those of a handler', async () => {
      const { deadLetters, runs, state } = await withLetters('x', 'y');
      state.isBroken = false;
      expect(await deadLetters.replayAll({ handler: 'A.a' })).toBe(2);
      await until(() => runs.length === 2);
      expect(runs.toSorted()).toEqual(['a x', 'a y']);
      expect(await deadLetters.replayAll()).toBe(2);
      await until(() => runs.length === 4);
      expect(await deadLetters.count()).toBe(0);
    });

    it('are removed one by one, or purged', async () => {
      const { deadLetters, runs } = await withLetters('x', 'y', 'z');
      const [letter] = (await deadLetters.list()).letters;
      expect(await deadLetters.remove(letter!.id)).toBe(true);
      expect(await deadLetters.remove(letter!.id)).toBe(false);
      expect(await deadLetters.get(letter!.id)).toBeUndefined();
      expect(await deadLetters.replay(letter!.id)).toBe(false);
      const of = { handler: letter!.handler };
      expect(await deadLetters.purge(of)).toBe(2);
      expect(await deadLetters.count(of)).toBe(0);
      expect(await deadLetters.purge({ before: new Date(0) })).toBe(0);
      expect(await deadLetters.purge()).toBe(3);
      expect(runs).toEqual([]);
    });

    it('outlast a restart', async () => {
      const { deadLetters, storage, handlers, stop } = await withLetters('x');
      const before = await deadLetters.list();
      await stop();
      const next = await storage.start({ world: { handlers } });
      expect(await next.deadLetters.list()).toEqual(before);
    });

    it('are not found by garbage', async () => {
      const { deadLetters } = await withLetters('x');
      for (const id of GARBAGE) {
        expect(await deadLetters.get(id)).toBeUndefined();
        expect(await deadLetters.replay(id)).toBe(false);
        expect(await deadLetters.remove(id)).toBe(false);
        expect(await deadLetters.count({ handler: id })).toBe(0);
        const error = await rejection(deadLetters.list({ from: id || '-' }));
        expect(error).toBeInstanceOf(RangeError);
      }
      expect(await deadLetters.count()).toBe(2);
    });

    it('are only what is dead: other jobs are neither seen nor touched', async () => {
      const runs: string[] = [];
      const handlers = {
        'A.a': ({ id }: { id: string }) => (runs.push(id), new Promise<void>(() => {})),
      };
      const world = await newStorage().start({ world: { handlers, handlerTimeout: 50 } });
      const message = notice(updatesOf('ada', 'running', 'blocked'));
      await world.accept(message);
      await until(() => runs.length === 1);
      for (const index of [0, 1]) {
        const id = `${message.info.messageId}.${index}.A.a`;
        expect(await world.deadLetters.get(id)).toBeUndefined();
        expect(await world.deadLetters.remove(id)).toBe(false);
        expect(await world.deadLetters.replay(id)).toBe(false);
      }
      expect(await world.deadLetters.purge()).toBe(0);
      expect(await world.deadLetters.replayAll()).toBe(0);
      await settled();
      expect(runs).toEqual(['running']);
    });
  });
});
