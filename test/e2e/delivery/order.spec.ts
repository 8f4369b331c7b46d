import { setTimeout as sleep } from 'node:timers/promises';
import { misfitUpdate } from 'nestjs-misfit-notification/testing';
import { describe, expect, it } from 'vitest';
import { ADAPTERS } from '../../support/apps/adapters.js';
import { simulator, startDeliveryApp } from '../../support/apps/delivery-app.js';
import { Gate, until } from '../../support/clocks/gate.js';
import { listener } from '../../support/apps/listeners.js';

/** Updates `0` to `perOwner - 1` of each owner, the owners taking turns. */
function interleaved(owners: number, perOwner: number) {
  return Array.from({ length: owners * perOwner }, (_, index) =>
    misfitUpdate('sleeps.created', {
      ownerId: `owner-${index % owners}`,
      id: String(Math.floor(index / owners)),
    }),
  );
}

describe.each(ADAPTERS)('the order of the updates of a notification on %s', (adapter) => {
  it('is kept for each owner, one update after the other', async () => {
    const seen = new Map<string, string[]>();
    const atWork = new Map<string, number>();
    let overlaps = 0;
    const app = await startDeliveryApp({
      adapter,
      providers: [
        listener('Slow', '*', async ({ ownerId, id }) => {
          if ((atWork.get(ownerId) ?? 0) > 0) overlaps++;
          atWork.set(ownerId, 1);
          seen.set(ownerId, [...(seen.get(ownerId) ?? []), id]);
          // The first updates take longest: out of order, the others would overtake them.
          await sleep(Math.max(0, 12 - 3 * Number(id)));
          atWork.set(ownerId, 0);
        }),
      ],
    });

    expect(await app.post(interleaved(5, 5))).toBe(200);
    expect(seen.size).toBe(5);
    for (const ids of seen.values()) expect(ids).toEqual(['0', '1', '2', '3', '4']);
    expect(overlaps).toBe(0);
  });

  it.each([
    { owners: 3, atOnce: 3 },
    { owners: 16, atOnce: 16 },
    { owners: 40, atOnce: 16 },
  ])('lets $atOnce of $owners owners run side by side', async ({ owners, atOnce }) => {
    const gate = new Gate();
    let atWork = 0;
    let most = 0;
    let runs = 0;
    const app = await startDeliveryApp({
      adapter,
      providers: [
        listener('Busy', '*', async () => {
          most = Math.max(most, ++atWork);
          await gate.opened;
          await sleep(1);
          atWork--;
          runs++;
        }),
      ],
    });

    const answer = app.post(interleaved(owners, 2));
    await until(() => atWork === atOnce);
    await sleep(20);
    expect(atWork).toBe(atOnce);
    gate.open();
    expect(await answer).toBe(200);
    expect(most).toBe(atOnce);
    expect(runs).toBe(2 * owners);
  });

  it('lets the handlers of one event run side by side, and the next event wait for all', async () => {
    const gates = { One: new Gate(), Two: new Gate() };
    const calls: string[] = [];
    const work = (name: 'One' | 'Two') =>
      listener(name, '*', ({ id }) => {
        calls.push(`${name} ${id}`);
        return gates[name].opened;
      });
    const app = await startDeliveryApp({ adapter, providers: [work('One'), work('Two')] });

    const answer = app.post(interleaved(1, 2));
    await until(() => calls.length === 2);
    expect(calls.toSorted()).toEqual(['One 0', 'Two 0']);
    gates.One.open();
    await sleep(20);
    expect(calls).toHaveLength(2);
    gates.Two.open();
    expect(await answer).toBe(200);
    expect(calls.toSorted()).toEqual(['One 0', 'One 1', 'Two 0', 'Two 1']);
  });

  it('goes on after a failure, for the same owner too', async () => {
    const calls: string[] = [];
    const app = await startDeliveryApp({
      adapter,
      providers: [
        listener('Broken', '*', async ({ ownerId, id }) => {
          await Promise.resolve();
          calls.push(`Broken ${ownerId} ${id}`);
          throw new Error('broken');
        }),
        listener('Sound', '*', ({ ownerId, id }) => calls.push(`Sound ${ownerId} ${id}`)),
      ],
    });

    expect(await app.post(interleaved(20, 3))).toBe(503);
    expect(calls).toHaveLength(120);
    expect(new Set(calls).size).toBe(120);
    const own = calls.filter((call) => call.startsWith('Broken owner-0 '));
    expect(own).toEqual(['Broken owner-0 0', 'Broken owner-0 1', 'Broken owner-0 2']);
  });

  it('is kept across what is left to do when the message comes again', async () => {
    const calls: string[] = [];
    let isBroken = true;
    const app = await startDeliveryApp({
      adapter,
      providers: [
        listener('Flaky', '*', async ({ id }) => {
          await sleep(Math.max(0, 10 - 2 * Number(id)));
          calls.push(id);
          if (isBroken && id !== '2') throw new Error('broken');
        }),
      ],
    });
    const message = simulator.notification(interleaved(1, 5));
    expect(await app.send(message)).toBe(503);
    expect(calls).toEqual(['0', '1', '2', '3', '4']);
    isBroken = false;
    expect(await app.send(message)).toBe(200);
    expect(calls.slice(5)).toEqual(['0', '1', '3', '4']);
  });
});
