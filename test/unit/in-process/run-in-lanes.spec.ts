import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { runInLanes } from '../../../lib/in-process/run-in-lanes.js';
import { Gate } from '../../support/clocks/gate.js';

interface Step {
  readonly group: string;
  /** Turns of the microtask queue that it takes; at none it finishes at once. */
  readonly turns: number;
}

const steps: fc.Arbitrary<Step[]> = fc.array(
  fc.record({ group: fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f'), turns: fc.nat({ max: 3 }) }),
  { maxLength: 30 },
);

async function wait(turns: number): Promise<void> {
  for (let turn = 0; turn < turns; turn++) await Promise.resolve();
}

function groupOf({ group }: Step): string {
  return group;
}

describe('runInLanes', () => {
  it('runs every step once, those of a group in order and never two, and few groups at once', async () => {
    await fc.assert(
      fc.asyncProperty(steps, fc.integer({ min: 1, max: 4 }), async (work, width) => {
        const begun: Step[] = [];
        const atWork = new Set<string>();
        let mostAtWork = 0;
        let overlaps = 0;
        const step = (item: Step): Promise<void> | undefined => {
          begun.push(item);
          if (atWork.has(groupOf(item))) overlaps++;
          atWork.add(groupOf(item));
          mostAtWork = Math.max(mostAtWork, atWork.size);
          const end = (): void => void atWork.delete(groupOf(item));
          if (item.turns > 0) return wait(item.turns).then(end);
          end();
          return undefined;
        };

        const running = runInLanes(work, groupOf, width, step);
        const isAllAtOnce = work.every(({ turns }) => turns === 0);
        expect(running === undefined).toBe(isAllAtOnce);
        await running;

        expect(new Set(begun)).toEqual(new Set(work));
        expect(begun).toHaveLength(work.length);
        for (const group of new Set(work.map(groupOf))) {
          const ofGroup = (item: Step): boolean => groupOf(item) === group;
          expect(begun.filter(ofGroup)).toEqual(work.filter(ofGroup));
        }
        expect(atWork.size).toBe(0);
        expect(overlaps).toBe(0);
        expect(mostAtWork).toBeLessThanOrEqual(width);
      }),
      { numRuns: 500 },
    );
  });

  it('makes use of every lane that there is', async () => {
    const gate = new Gate();
    let begun = 0;
    const running = runInLanes([1, 2, 3, 4, 5], String, 3, () => {
      begun++;
      return gate.opened;
    });
    expect(begun).toBe(3);
    gate.open();
    await running;
    expect(begun).toBe(5);
  });
});
