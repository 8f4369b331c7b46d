import {
  DeliveryError,
  type MisfitEvent,
  type MisfitNotification,
} from 'nestjs-misfit-notification';
import { describe, expect, it } from 'vitest';
import { Gate, until } from '../support/clocks/gate.js';
import {
  notice,
  rejection,
  updatesOf,
  type DurableWorld,
} from '../support/deliveries/durable-world.js';
import { settled, watchProcessFaults } from '../support/observers/process-faults.js';
import { ENGINES, type EngineStorage } from './engines.js';

/** A delivery whose handler records its runs. The task of `first` ends when the gate opens. */
async function startGated(storage: EngineStorage) {
  const faults = watchProcessFaults();
  const gate = new Gate();
  const runs: string[] = [];
  const handlers = {
    'A.a': ({ id }: MisfitEvent) => {
      runs.push(id);
      return id === 'first' ? gate.opened : undefined;
    },
  };
  return { ...(await storage.start({ world: { handlers } })), faults, gate, runs };
}

/** Sends the message again and again, as SNS does, until it is accepted. */
async function acceptInTheEnd({ accept }: DurableWorld, message: MisfitNotification) {
  const isAccepted = () =>
    accept(message).then(
      () => true,
      () => false,
    );
  await expect.poll(isAccepted).toBe(true);
}

/** Accepts two tasks of one owner. The first runs, the second waits, and both are stored. */
async function acceptTwo({ accept, queue, runs }: Awaited<ReturnType<typeof startGated>>) {
  await accept(notice(updatesOf('ada', 'first', 'second')));
  await until(() => runs.length === 1);
  await expect
    .poll(() => queue.statistics())
    .toMatchObject({ waiting: 0, running: 1, delayed: 1, dead: 0 });
}

/** Waits until nothing is left to do, and a little longer. */
async function finished({ queue }: DurableWorld) {
  await expect
    .poll(() => queue.statistics())
    .toMatchObject({ waiting: 0, running: 0, delayed: 0, dead: 0 });
  await settled();
}

describe.each(ENGINES)('while the storage of $name is away', ({ use, isMissing }) => {
  describe.skipIf(isMissing)('(where the engine is there)', () => {
    const newStorage = use({ hasOutages: true });

    it('a message is refused with QUEUE_UNAVAILABLE, and runs once when it is sent again later', async () => {
      const storage = newStorage();
      const world = await startGated(storage);
      const message = notice(updatesOf('ada', 'a', 'b'));
      await storage.takeAway();
      const error = await rejection(world.accept(message));
      expect(error).toBeInstanceOf(DeliveryError);
      expect(error).toMatchObject({ code: 'QUEUE_UNAVAILABLE' });
      expect(world.runs).toEqual([]);

      await storage.bringBack();
      await acceptInTheEnd(world, message);
      await until(() => world.runs.length >= 2);
      await finished(world);
      expect(world.runs).toEqual(['a', 'b']);
      expect(world.faults).toEqual([]);
    });

    it('a running task goes on, and the one that waits for it runs once when the storage is back', async () => {
      const storage = newStorage();
      const world = await startGated(storage);
      await acceptTwo(world);
      await storage.takeAway();
      const other = notice(updatesOf('bob', 'other'));
      expect(await rejection(world.accept(other))).toMatchObject({ code: 'QUEUE_UNAVAILABLE' });

      await storage.bringBack();
      await acceptInTheEnd(world, other);
      world.gate.open();
      await until(() => world.runs.length >= 3);
      await finished(world);
      expect(world.runs.toSorted()).toEqual(['first', 'other', 'second']);
      expect(world.faults).toEqual([]);
    });

    it('the end of a task is recorded later, and the task does not run again', async () => {
      const storage = newStorage();
      const world = await startGated(storage);
      await acceptTwo(world);
      await storage.takeAway();
      world.gate.open();
      await settled();
      expect(world.runs).toEqual(['first']);

      await storage.bringBack();
      await until(() => world.runs.length >= 2);
      await finished(world);
      expect(world.runs).toEqual(['first', 'second']);
      expect(world.faults).toEqual([]);
    });
  });
});
