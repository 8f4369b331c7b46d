import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { runInLanes } from '../../../lib/delivery/run-in-lanes.js';
import { Gate } from '../../support/gate.js';

interface Step {
  readonly name: string;
  /** Turns of the microtask queue that it takes; at none it finishes at once. */
  readonly turns: number;
}

const groups = fc
  .array(fc.array(fc.nat({ max: 3 }), { maxLength: 6 }), { maxLength: 8 })
  .map((lengths) =>
    lengths.map((turns, group) =>
      turns.map((count, index): Step => ({ name: `${group}/${index}`, turns: count })),
    ),
  );

async function wait(turns: number): Promise<void> {
  for (let turn = 0; turn < turns; turn++) await Promise.resolve();
}

function groupOf({ name }: Step): string {
  return name.slice(0, name.indexOf('/'));
}

describe('runInLanes', () => {
  it('runs every step once, those of a group in order and never two, and few groups at once', async () => {
    await fc.assert(
      fc.asyncProperty(groups, fc.integer({ min: 1, max: 4 }), async (work, width) => {
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

        const running = runInLanes(work, width, step);
        const isAllAtOnce = work.flat().every(({ turns }) => turns === 0);
        expect(running === undefined).toBe(isAllAtOnce);
        await running;

        expect(begun.map(({ name }) => name).toSorted()).toEqual(
          work
            .flat()
            .map(({ name }) => name)
            .toSorted(),
        );
        for (const group of work) {
          const own = begun.filter((item) => group.includes(item));
          expect(own).toEqual(group);
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
    const running = runInLanes([[1], [2], [3], [4], [5]], 3, () => {
      begun++;
      return gate.opened;
    });
    expect(begun).toBe(3);
    gate.open();
    await running;
    expect(begun).toBe(5);
  });
});
