import { deepStrictEqual } from 'node:assert/strict';
import * as fc from 'fast-check';
import type { MisfitEvent, MisfitUpdate } from 'nestjs-misfit-notification';
import { misfitUpdate } from 'nestjs-misfit-notification/testing';
import { describe, expect, it } from 'vitest';
import { notice } from '../../support/deliveries/durable-world.js';
import { until } from '../../support/clocks/gate.js';
import { DRIVERS } from '../../support/sqlite/sqlite-drivers.js';
import { startSqlite } from '../../support/sqlite/sqlite-world.js';
import { unicodeText } from '../../support/verification/text-arbitraries.js';

const plain = misfitUpdate('goals.updated', { ownerId: 'ada' });

const UPDATES: readonly [string, unknown][] = [
  ['of each kind of time', { ...plain, updatedAt: '2014-10-17 13:00:00 UTC' }],
  ['of an unknown type', { ...plain, type: 'weights' }],
  ['of an unknown action', { ...plain, action: 'merged' }],
  ['with names of every object', { ...plain, type: '__proto__', action: 'constructor' }],
  ['with more fields', { ...plain, extra: { deep: [1, null, { a: true }] }, n: 1e300, s: '' }],
  ['with a key __proto__', JSON.parse(`{"__proto__":{"a":1},${JSON.stringify(plain).slice(1)}`)],
  ['with Unicode', { ...plain, id: 'Ünïcode 𝄞 \u2028', ownerId: '👩‍👩‍👧' }],
  ['with lone surrogates', { ...plain, id: '\ud800', ownerId: 'a\udfffb', '\udc00': 1 }],
  ['with control characters', { ...plain, id: 'a\0b\u0001', note: '\r\n\t\x7f' }],
  ['with SQL and quotes', { ...plain, id: `'); DROP TABLE job; -- "` }],
  ['with long texts', { ...plain, note: 'x'.repeat(200_000) }],
];

describe.each(DRIVERS)('an event that was stored with $name', ({ open, isMissing }) => {
  async function storeAndRun(updates: readonly unknown[], subject?: string) {
    const seen: MisfitEvent[] = [];
    const handlers = { 'A.a': (event: MisfitEvent) => seen.push(event) };
    const { accept } = await startSqlite({ open, handlers });
    const message = notice(updates as MisfitUpdate[], subject === undefined ? {} : { subject });
    await accept(message);
    await until(() => seen.length === updates.length);
    return { message, seen };
  }

  describe.skipIf(isMissing)('(where the driver is there)', () => {
    it.each(UPDATES)('is as it would have been in process: %s', async (_, update) => {
      const { message, seen } = await storeAndRun([update], 'Sübject \u{1f984}');
      expect(seen).toStrictEqual(message.events);
      expect(seen[0]?.constructor).toBe(message.events[0]?.constructor);
      expect(JSON.stringify(seen[0]?.raw)).toBe(JSON.stringify(update));
      expect(Object.keys(seen[0]!.notification)).toEqual(Object.keys(message.info));
    });

    it('has no subject where there was none', async () => {
      const { seen } = await storeAndRun([plain]);
      expect(seen[0]?.notification).not.toHaveProperty('subject');
    });

    it('is the same whatever else Misfit may say', async () => {
      const text = unicodeText({ minLength: 1 });
      const more = fc.dictionary(text, fc.jsonValue()).map((value) => JSON.stringify(value));
      const made = fc.sample(fc.record({ more, id: text, type: text }), 100);
      const updates = made.map(({ more: fields, id, type }) =>
        Object.assign(JSON.parse(fields) as object, plain, { id, type }),
      );
      const { message, seen } = await storeAndRun(updates);
      expect(seen).toHaveLength(100);
      // Not by expect: what it takes for a class is also a key that an update may have.
      deepStrictEqual(seen, message.events);
    });
  });
});
