import type { MisfitEvent } from 'nestjs-misfit-notification';
import { describe, expect, it } from 'vitest';
import { notice, updatesOf } from '../support/deliveries/durable-world.js';
import { Gate, until } from '../support/clocks/gate.js';
import { ENGINES } from './engines.js';

const FIVE = ['0', '1', '2', '3', '4'] as const;

describe.each(ENGINES)('the order of tasks with $name', ({ use, isMissing }) => {
  describe.skipIf(isMissing)('(where the engine is there)', () => {
    const newStorage = use();

    it('is that of the updates, for each owner and handler', async () => {
      const seen = new Map<string, string[]>();
      const atWork = new Set<string>();
      let overlaps = 0;
      const record = (name: string) => async (event: MisfitEvent) => {
        const lane = `${name} ${event.ownerId}`;
        if (atWork.has(lane)) overlaps++;
        atWork.add(lane);
        seen.set(lane, [...(seen.get(lane) ?? []), event.id]);
        await new Promise((resolve) => setTimeout(resolve, 8 - Number(event.id)));
        atWork.delete(lane);
      };
      const handlers = { 'A.a': record('a'), 'B.b': record('b') };
      const { accept } = await newStorage().start({ world: { handlers } });
      const owners = ['ada', 'bob', 'eve'];
      await accept(notice(FIVE.flatMap((id) => owners.flatMap((owner) => updatesOf(owner, id)))));
      await until(() => [...seen.values()].flat().length === 30);
      for (const ids of seen.values()) expect(ids).toEqual(FIVE);
      expect(seen.size).toBe(6);
      expect(overlaps).toBe(0);
    });

    it('is kept through retries, and a dead letter frees the next', async () => {
      const runs: string[] = [];
      const handlers = {
        'A.a': ({ id }: MisfitEvent) => {
          runs.push(id);
          const failsTwice = id === '1' && runs.filter((run) => run === '1').length < 3;
          if (failsTwice || id === '3') throw new Error('broken');
        },
      };
      const { accept, deadLetters, failures } = await newStorage().start({
        world: { handlers },
        attempts: 3,
      });
      await accept(notice(updatesOf('ada', ...FIVE)));
      await until(() => runs.at(-1) === '4');
      expect(runs).toEqual(['0', '1', '1', '1', '2', '3', '3', '3', '4']);
      const { letters } = await deadLetters.list();
      expect(letters.map(({ event }) => event?.id)).toEqual(['3']);
      expect(failures.map(({ attempt }) => attempt)).toEqual([1, 2, 1, 2, 3]);
      expect(failures.at(-1)?.deadLetterId).toBe(letters[0]?.id);
    });

    it('is kept through a crash', async () => {
      const storage = newStorage();
      const gate = new Gate();
      const runs: string[] = [];
      const hang = ({ id }: MisfitEvent) => {
        runs.push(id);
        return id === '2' ? gate.opened : undefined;
      };
      const first = await storage.start({ world: { handlers: { 'A.a': hang } } });
      await first.accept(notice(updatesOf('ada', ...FIVE)));
      await until(() => runs.length === 3);
      const crashed = await storage.crashed();
      gate.open();

      const again: string[] = [];
      const handlers = { 'A.a': ({ id }: MisfitEvent) => again.push(id) };
      await crashed.start({ world: { handlers } });
      await until(() => again.length === 3);
      expect(again).toEqual(['2', '3', '4']);
    });

    it.each([1, 3, 16])('lets %i of many owners run side by side', async (concurrency) => {
      const gate = new Gate();
      let atWork = 0;
      let most = 0;
      let done = 0;
      const handlers = {
        'A.a': async () => {
          most = Math.max(most, ++atWork);
          await gate.opened;
          await new Promise((resolve) => setTimeout(resolve, 1));
          atWork--;
          done++;
        },
      };
      const { accept } = await newStorage().start({
        world: { handlers },
        concurrency,
      });
      const owners = Array.from({ length: 20 }, (_, index) => `owner-${index}`);
      await accept(notice(owners.flatMap((owner) => updatesOf(owner, 'x', 'y'))));
      await until(() => atWork === concurrency);
      await new Promise((resolve) => setTimeout(resolve, 20));
      expect(atWork).toBe(concurrency);
      gate.open();
      await until(() => done >= 40);
      expect(most).toBe(concurrency);
    });
  });
});
