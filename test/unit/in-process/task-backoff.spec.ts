import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { TaskBackoff } from '../../../lib/in-process/task-backoff.js';

const MAX_TASKS = 100_000;

/** As many failures as it takes. */
function pause(backoff: TaskBackoff, messageId: string, task: string): void {
  for (let run = 0; run < 4; run++) backoff.recordFailure(messageId, task);
}

// No pause ends while the test runs.
beforeEach(() => void vi.spyOn(performance, 'now').mockReturnValue(1));
afterEach(() => void vi.restoreAllMocks());

describe('the memory of failed tasks', () => {
  it('is of a limited size: what failed longest ago is forgotten first', () => {
    const backoff = new TaskBackoff();
    pause(backoff, 'first', 'task');
    pause(backoff, 'second', 'task');
    for (let index = 2; index < MAX_TASKS; index++) backoff.recordFailure(`m${index}`, 'task');
    backoff.recordFailure('one more', 'task');
    expect(backoff.pausedTasks('first')).toBeUndefined();
    expect(backoff.pausedTasks('second')).toEqual(new Set(['task']));
  });

  it('counts each task of a message', () => {
    const backoff = new TaskBackoff();
    pause(backoff, 'first', 'task');
    for (let index = 0; index < MAX_TASKS; index++) backoff.recordFailure('large', `task ${index}`);
    expect(backoff.pausedTasks('first')).toBeUndefined();
  });

  it('holds a message that has more tasks than it counts', () => {
    const backoff = new TaskBackoff();
    for (let index = 0; index <= MAX_TASKS; index++)
      backoff.recordFailure('large', `task ${index}`);
    pause(backoff, 'large', 'task 0');
    expect(backoff.pausedTasks('large')).toEqual(new Set(['task 0']));
  });
});
