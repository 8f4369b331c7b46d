import * as fc from 'fast-check';
import { MemoryIdempotencyStore } from 'nestjs-misfit-notification';
import { describe, expect, it } from 'vitest';
import { HandClock } from '../../support/clocks/hand-clock.js';
import { steps, StoreWorld } from '../../support/deliveries/store-world.js';

describe('MemoryIdempotencyStore does as a naive store does', () => {
  it.each([
    { title: 'room for all', room: 100 },
    { title: 'too little room, but for what it may then forget', room: 2 },
  ])('with $title', async ({ room }) => {
    await fc.assert(
      fc.asyncProperty(steps, async (taken) => {
        const clock = new HandClock();
        const store = new MemoryIdempotencyStore({ maxMessages: room, clock: clock.read });
        const world = new StoreWorld({ store, room, pass: (time) => clock.pass(time) });
        for (const step of taken) await world.take(step);
        expect(world.mistakes).toEqual([]);
      }),
      { numRuns: 1_500 },
    );
  });
});
