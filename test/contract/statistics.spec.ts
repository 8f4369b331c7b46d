import { DeliveryError, RetryLater, type MisfitEvent } from 'nestjs-misfit-notification';
import { describe, expect, it } from 'vitest';
import { Gate } from '../support/clocks/gate.js';
import { notice, rejection, updatesOf } from '../support/deliveries/durable-world.js';
import { ENGINES } from './engines.js';

const EMPTY = { waiting: 0, running: 0, delayed: 0, dead: 0, oldestWaiting: undefined };

/** One update of each of that many owners. */
const ofOwners = (count: number) =>
  notice(Array.from({ length: count }, (_, owner) => updatesOf(`owner-${owner}`, 'a')).flat());

const fail = () => {
  throw new Error('broken');
};

describe.each(ENGINES)('MisfitQueue.statistics() with $name', ({ use, isMissing }) => {
  describe.skipIf(isMissing)('(where the engine is there)', () => {
    const newStorage = use();
    const pollOptions = { interval: 10 };

    it('shows an empty queue', async () => {
      const { queue } = await newStorage().start({ world: { handlers: {} } });
      expect(await queue.statistics()).toEqual(EMPTY);
    });

    it('counts waiting and running tasks, and shows since when the oldest waits', async () => {
      const gate = new Gate();
      const handlers = { 'A.a': () => gate.opened };
      const { accept, queue } = await newStorage().start({ world: { handlers }, concurrency: 2 });
      const before = Date.now();
      await accept(ofOwners(6));
      const after = Date.now();
      await expect
        .poll(() => queue.statistics(), pollOptions)
        .toMatchObject({ waiting: 4, running: 2, delayed: 0, dead: 0 });
      const { oldestWaiting } = (await queue.statistics())!;
      expect(oldestWaiting!.getTime()).toBeGreaterThanOrEqual(before);
      expect(oldestWaiting!.getTime()).toBeLessThanOrEqual(after);
      gate.open();
      await expect.poll(() => queue.statistics(), pollOptions).toEqual(EMPTY);
    });

    it('counts tasks that wait for an earlier task as delayed', async () => {
      const gate = new Gate();
      const handlers = { 'A.a': () => gate.opened };
      const { accept, queue } = await newStorage().start({ world: { handlers } });
      await accept(notice(updatesOf('ada', '0', '1', '2')));
      await expect
        .poll(() => queue.statistics(), pollOptions)
        .toEqual({ ...EMPTY, running: 1, delayed: 2 });
      gate.open();
      await expect.poll(() => queue.statistics(), pollOptions).toEqual(EMPTY);
    });

    it.each([
      ['their next attempt', fail],
      ['the time of their RetryLater', () => Promise.reject(new RetryLater(60_000))],
    ])('counts tasks that wait for %s as delayed', async (_, handle) => {
      const backoff = { delay: 60_000 };
      const { accept, queue } = await newStorage().start({
        world: { handlers: { 'A.a': handle } },
        backoff,
      });
      await accept(ofOwners(3));
      await expect.poll(() => queue.statistics(), pollOptions).toEqual({ ...EMPTY, delayed: 3 });
    });

    it('shows a retry as waiting since its time came, not since it was stored', async () => {
      const gate = new Gate();
      let failures = 0;
      const handlers = {
        'A.a': ({ id }: MisfitEvent) => {
          if (id === 'blocks') return gate.opened;
          if (failures++ === 0) throw new Error('broken');
          return undefined;
        },
      };
      const backoff = { delay: 2_000, jitter: 0 };
      const world = await newStorage().start({ world: { handlers }, concurrency: 1, backoff });
      await world.accept(notice([...updatesOf('ada', 'fails'), ...updatesOf('bob', 'blocks')]));
      const oldest = async () => (await world.queue.statistics())?.oldestWaiting;
      await expect.poll(() => world.failures.length, pollOptions).toBe(1);
      await expect.poll(async () => (await world.queue.statistics())?.running).toBe(1);
      const { retryAt } = world.failures[0]!;
      await expect
        .poll(async () => Date.now() > retryAt!.getTime() && (await oldest()), pollOptions)
        .toBeInstanceOf(Date);
      expect(Math.abs((await oldest())!.getTime() - retryAt!.getTime())).toBeLessThan(1_000);
      gate.open();
      await expect.poll(() => world.queue.statistics(), pollOptions).toEqual(EMPTY);
    });

    it('counts dead letters until they are replayed, removed or purged', async () => {
      const gate = new Gate();
      let isBroken = true;
      const handlers = { 'A.a': () => (isBroken ? fail() : gate.opened) };
      const options = { world: { handlers }, attempts: 1, concurrency: 1 };
      const { accept, deadLetters, queue } = await newStorage().start(options);
      await accept(ofOwners(6));
      await expect.poll(() => queue.statistics(), pollOptions).toEqual({ ...EMPTY, dead: 6 });
      isBroken = false;
      const [first, second, third] = (await deadLetters.list()).letters;
      const before = Date.now();
      await deadLetters.replay(first!.id);
      await expect
        .poll(() => queue.statistics(), pollOptions)
        .toEqual({ ...EMPTY, running: 1, dead: 5 });
      await deadLetters.replay(second!.id);
      expect(await queue.statistics()).toMatchObject({ waiting: 1, running: 1, dead: 4 });
      expect((await queue.statistics())!.oldestWaiting!.getTime()).toBeGreaterThanOrEqual(before);
      await deadLetters.remove(third!.id);
      expect(await queue.statistics()).toMatchObject({ waiting: 1, running: 1, dead: 3 });
      await deadLetters.purge({ before: new Date(0) });
      expect(await queue.statistics()).toMatchObject({ dead: 3 });
      expect(await deadLetters.replayAll()).toBe(3);
      expect(await queue.statistics()).toMatchObject({ waiting: 4, running: 1, dead: 0 });
      gate.open();
      await expect.poll(() => queue.statistics(), pollOptions).toEqual(EMPTY);
    });

    it('is right after a crash', async () => {
      const gate = new Gate();
      const storage = newStorage();
      const handle = ({ id }: MisfitEvent) => {
        if (id === 'dead') fail();
        if (id === 'late') throw new RetryLater(60_000);
        return gate.opened;
      };
      const world = { handlers: { 'A.a': handle } };
      const options = { world, attempts: 1, concurrency: 2 };
      const { accept, queue } = await storage.start(options);
      for (const id of ['dead', 'late', 'run', 'run', 'run'])
        await accept(notice(updatesOf(id, id)));
      await accept(notice(updatesOf('ada', 'run', 'next')));
      const expected = { waiting: 2, running: 2, delayed: 2, dead: 1 };
      await expect.poll(() => queue.statistics(), pollOptions).toMatchObject(expected);
      const crashed = await storage.crashed();
      gate.open();

      const later = await crashed.start({ world: { handlers: { 'A.a': () => undefined } } });
      await expect
        .poll(() => later.queue.statistics(), pollOptions)
        .toEqual({ ...EMPTY, delayed: 1, dead: 1 });
    });

    it('rejects with QUEUE_UNAVAILABLE after the shutdown', async () => {
      const { queue, stop } = await newStorage().start({ world: { handlers: {} } });
      await stop();
      const error = await rejection(queue.statistics());
      expect(error).toBeInstanceOf(DeliveryError);
      expect(error).toMatchObject({ code: 'QUEUE_UNAVAILABLE' });
    });
  });
});
