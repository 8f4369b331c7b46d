import { describe, expect, it } from 'vitest';
import { BodyBudget, type BudgetedBody } from '../../../lib/http/body/body-budget.js';

const MIB = 1024 * 1024;

/** A budget of 64 MiB, and the names of the bodies that have had to give way. */
function newBudget(bodyLimit = MIB) {
  const budget = new BodyBudget(bodyLimit);
  const gaveWay: string[] = [];
  const body = (name: string): BudgetedBody => {
    const one = {
      giveWay: () => {
        gaveWay.push(name);
        budget.release(one);
      },
    };
    return one;
  };
  return { budget, gaveWay, body };
}

describe('the memory for bodies', () => {
  it('is shared until it is used up, then the oldest bodies give way', () => {
    const { budget, gaveWay, body } = newBudget();
    for (const name of ['a', 'b', 'c', 'd']) budget.hold(body(name), 16 * MIB);
    expect(gaveWay).toEqual([]);
    expect(budget.hold(body('e'), 1)).toBe(true);
    expect(gaveWay).toEqual(['a']);
    expect(budget.hold(body('f'), 33 * MIB)).toBe(true);
    expect(gaveWay).toEqual(['a', 'b', 'c']);
  });

  it('is taken from the body that asks, where that is the oldest', () => {
    const { budget, gaveWay, body } = newBudget();
    const [oldest, newer] = [body('oldest'), body('newer')];
    budget.hold(oldest, 1);
    budget.hold(newer, 60 * MIB);
    expect(budget.hold(oldest, 8 * MIB)).toBe(false);
    expect(gaveWay).toEqual(['oldest']);
  });

  it('counts a body that grows once, and not at all when it is released', () => {
    const { budget, gaveWay, body } = newBudget();
    const [growing, other] = [body('growing'), body('other')];
    for (const size of [1, 30 * MIB, 60 * MIB]) budget.hold(growing, size);
    budget.hold(other, 4 * MIB);
    expect(gaveWay).toEqual([]);
    budget.release(growing);
    budget.release(growing);
    budget.hold(other, 64 * MIB);
    expect(gaveWay).toEqual([]);
  });

  it('suffices for four bodies of a large bodyLimit', () => {
    const { budget, gaveWay, body } = newBudget(100 * MIB);
    for (const name of ['a', 'b', 'c', 'd']) budget.hold(body(name), 100 * MIB);
    expect(gaveWay).toEqual([]);
  });
});
