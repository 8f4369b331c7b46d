import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { notice, updatesOf } from '../support/deliveries/durable-world.js';
import { Gate, until } from '../support/clocks/gate.js';
import { settled } from '../support/observers/process-faults.js';
import { ENGINES } from './engines.js';

const messageId = randomUUID();
const message = () => notice(updatesOf('ada', 'a', 'b'), { messageId });

describe.each(ENGINES)('a message that comes again with $name', ({ use, isMissing }) => {
  describe.skipIf(isMissing)('(where the engine is there)', () => {
    const newStorage = use();

    it('adds nothing at the same moment', async () => {
      const runs: string[] = [];
      const handlers = { 'A.a': ({ id }: { id: string }) => runs.push(id) };
      const { accept, published } = await newStorage().start({ world: { handlers } });
      await Promise.all(Array.from({ length: 30 }, () => accept(message())));
      await until(() => runs.length >= 2);
      await settled();
      expect(runs).toEqual(['a', 'b']);
      expect(published).toEqual(['a', 'b']);
    });

    it('adds nothing while its jobs are at work, and when they are done', async () => {
      const gate = new Gate();
      let runs = 0;
      const handlers = { 'A.a': () => (runs++, gate.opened) };
      const { accept, published } = await newStorage().start({ world: { handlers } });
      await accept(message());
      await until(() => runs === 1);
      await accept(message());
      gate.open();
      await until(() => runs === 2);
      await settled();
      await accept(message());
      await settled();
      expect(runs).toBe(2);
      expect(published).toEqual(['a', 'b']);
    });

    it('adds nothing after a restart, or a crash', async () => {
      const storage = newStorage();
      let runs = 0;
      const handlers = { 'A.a': () => void runs++ };
      const first = await storage.start({ world: { handlers } });
      await first.accept(message());
      await until(() => runs === 2);
      await expect.poll(() => first.queue.statistics()).toMatchObject({ waiting: 0, running: 0 });
      const crashed = await storage.crashed();
      await first.stop();
      for (const left of [storage, crashed]) {
        const next = await left.start({ world: { handlers } });
        await next.accept(message());
        await settled();
        expect(next.published).toEqual([]);
      }
      expect(runs).toBe(2);
    });

    it('adds nothing when its work has become dead letters', async () => {
      const handlers = { 'A.a': () => Promise.reject(new Error('broken')) };
      const { accept, deadLetters } = await newStorage().start({
        world: { handlers },
        attempts: 1,
      });
      await accept(message());
      await expect.poll(() => deadLetters.count()).toBe(2);
      await accept(message());
      await settled();
      expect(await deadLetters.count()).toBe(2);
    });

    it('adds nothing where nobody listens', async () => {
      const { accept, published } = await newStorage().start({ world: { handlers: {} } });
      await accept(message());
      await accept(message());
      expect(published).toEqual(['a', 'b']);
    });
  });
});
