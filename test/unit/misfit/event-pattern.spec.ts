import {
  GoalDeleted,
  UnknownMisfitEvent,
  type MisfitEventPattern,
} from 'nestjs-misfit-notification';
import { describe, expect, it } from 'vitest';
import { classesMatching, isMisfitEventPattern } from '../../../lib/misfit/event-pattern.js';

describe('a pattern of events', () => {
  it.each(['*', 'goals', 'goals.deleted', 'profiles', 'devices.updated'])(
    'may be %s',
    (pattern) => {
      expect(isMisfitEventPattern(pattern)).toBe(true);
    },
  );

  it.each(['', 'goal', 'goals.', 'goals.*', 'goals.removed', 'toString', undefined, 7, ['goals']])(
    'may not be %j',
    (pattern) => {
      expect(isMisfitEventPattern(pattern)).toBe(false);
    },
  );

  it('matches the classes of its events', () => {
    expect(classesMatching('goals.deleted')).toEqual([GoalDeleted]);
    expect(classesMatching('goals')).toHaveLength(3);
    expect(classesMatching('*')).toContain(UnknownMisfitEvent);
    expect(classesMatching('goals.removed' as MisfitEventPattern)).toEqual([]);
  });
});
