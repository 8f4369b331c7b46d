import { expect, it } from 'vitest';
import { DeliveryBudget } from '../../../lib/in-process/delivery-budget.js';
import { MovableClock } from '../../support/clocks/movable-clock.js';

it('a delivery must be answered in its time left; its other limits follow from handlerTimeout', () => {
  const clock = new MovableClock();
  const budget = new DeliveryBudget(8_000, 6_000);
  expect(budget).toMatchObject({ lease: 10_000, renewalPause: 4_000, hungAfter: 32_000 });
  expect(budget.deadline - budget.startedAt).toBe(6_000);
  const before = budget.timeLeft;
  expect(before).toBeLessThanOrEqual(6_000);
  clock.pass(10_000);
  expect(budget.timeLeft).toBeLessThanOrEqual(before - 10_000);
});
