import { describe, expect, it } from 'vitest';
import { cursorAfter, parseCursor } from '../../../lib/durable/dead-letter-cursor.js';

describe('the `next` of a page of dead letters', () => {
  it.each([
    { failedAt: 1_790_000_000_000, id: '9c1c3a5e.0.GoalListener.onGoal' },
    { failedAt: 0, id: 'a.b' },
    { failedAt: 999_999_999_999_999, id: '7' },
  ])('leads to the letter after %o', (position) => {
    expect(parseCursor(cursorAfter(position))).toEqual(position);
  });

  it.each(['', '.', '12', '12.', '.a', 'x12.a', '-1.a', '1e3.a', '1234567890123456.a', '12.a\nb'])(
    'is refused if nothing has created it: %j',
    (cursor) => {
      expect(() => parseCursor(cursor)).toThrow(
        new RangeError('MisfitDeadLetters: `from` must be the `next` of a page'),
      );
    },
  );
});
