import { expect, it } from 'vitest';
import { ListingLimit } from '../../../lib/inspector/listing-limit.js';

it('a flood of forged messages takes no place of genuine ones in the list', () => {
  const limit = new ListingLimit();
  const forged = Array.from({ length: 100_000 }, () => limit.admits(false));
  expect(forged.filter(Boolean).length).toBeLessThan(500);
  expect(limit.admits(true)).toBe(true);
});

it('a flood of genuine messages is listed in part', () => {
  const limit = new ListingLimit();
  const genuine = Array.from({ length: 100_000 }, () => limit.admits(true));
  expect(genuine.filter(Boolean).length).toBeGreaterThanOrEqual(500);
  expect(genuine.filter(Boolean).length).toBeLessThan(20_000);
});
