import { misfitUpdate } from 'nestjs-misfit-notification/testing';
import { describe, expect, it } from 'vitest';
import { ADAPTERS } from '../../support/apps/adapters.js';
import { simulator, startDeliveryApp } from '../../support/apps/delivery-app.js';
import { Gate, until } from '../../support/clocks/gate.js';
import { listener } from '../../support/apps/listeners.js';

const updates = ['a', 'b', 'c'].map((id) => misfitUpdate('goals.updated', { id }));

describe.each(ADAPTERS)('a message that is delivered again on %s', (adapter) => {
  it('runs only what failed, for the updates it failed for, until all is done', async () => {
    const calls: string[] = [];
    let isBroken = true;
    const app = await startDeliveryApp({
      adapter,
      providers: [
        listener('Sound', '*', ({ id }) => calls.push(`Sound ${id}`)),
        listener('Flaky', 'goals', async ({ id }) => {
          calls.push(`Flaky ${id}`);
          await Promise.resolve();
          if (isBroken && id === 'b') throw new Error('not yet');
        }),
      ],
    });
    const message = simulator.notification(updates);
    const deliver = async () => {
      calls.length = 0;
      const status = await app.send(message);
      return { status, calls: calls.toSorted() };
    };

    const all = ['Flaky a', 'Flaky b', 'Flaky c', 'Sound a', 'Sound b', 'Sound c'];
    expect(await deliver()).toEqual({ status: 503, calls: all });
    expect(await deliver()).toEqual({ status: 503, calls: ['Flaky b'] });
    isBroken = false;
    expect(await deliver()).toEqual({ status: 200, calls: ['Flaky b'] });
    expect(await deliver()).toEqual({ status: 200, calls: [] });
  });

  it('runs nothing twice when twenty copies arrive at once, and is not answered before', async () => {
    const gate = new Gate();
    const calls: string[] = [];
    const done: string[] = [];
    const work = (name: string) =>
      listener(name, 'goals', async ({ id }) => {
        calls.push(`${name} ${id}`);
        await gate.opened;
        done.push(`${name} ${id}`);
      });
    const app = await startDeliveryApp({ adapter, providers: [work('One'), work('Two')] });
    const message = simulator.notification(updates);

    const doneAtOk: number[] = [];
    const answers = Array.from({ length: 20 }, async () => {
      const status = await app.send(message);
      if (status === 200) doneAtOk.push(done.length);
      return status;
    });
    let refused = 0;
    for (const answer of answers) void answer.then((status) => (refused += Number(status === 503)));
    await until(() => refused === 19);
    expect(doneAtOk).toEqual([]);
    gate.open();

    expect((await Promise.all(answers)).filter((status) => status === 200)).toHaveLength(1);
    expect(doneAtOk).toEqual([6]);
    expect(await app.send(message)).toBe(200);
    expect(calls).toHaveLength(6);
    expect(new Set(calls).size).toBe(6);
  });

  it('runs nothing twice when twenty copies of what takes no time arrive at once', async () => {
    const calls: string[] = [];
    const app = await startDeliveryApp({
      adapter,
      providers: [listener('Quick', 'goals', ({ id }) => calls.push(id))],
    });
    const message = simulator.notification(updates);

    const statuses = await Promise.all(Array.from({ length: 20 }, () => app.send(message)));
    expect(statuses.filter((status) => status === 200).length).toBeGreaterThanOrEqual(1);
    expect(statuses.filter((status) => status !== 200 && status !== 503)).toEqual([]);
    expect(calls).toEqual(['a', 'b', 'c']);
  });

  it('is another message when its id differs, though all else is the same', async () => {
    const calls: string[] = [];
    const app = await startDeliveryApp({
      adapter,
      providers: [listener('Quick', 'goals', ({ id }) => calls.push(id))],
    });
    expect(await app.post(updates)).toBe(200);
    expect(await app.post(updates)).toBe(200);
    expect(calls).toHaveLength(6);
  });
});
