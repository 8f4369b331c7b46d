import { describe, expect, it } from 'vitest';
import { loggableError } from '../../../lib/common/loggable-error.js';

const FORGED = 'bad value \n    at forged (/a.js:1:1)\n[Nest] ERROR all is lost\u001b[2J';

describe('an error for the log', () => {
  it('keeps its name, its message and its stack trace', () => {
    const { message, stack } = loggableError(new TypeError('x is not a function'));
    expect(message).toBe('x is not a function');
    expect(stack).toMatch(/^TypeError: x is not a function\n\s+at .*loggable-error\.spec/);
  });

  it('cannot forge lines of the log by its message', () => {
    const { message, stack = '' } = loggableError(new Error(FORGED));
    expect(message).not.toMatch(/\p{C}/u);
    const [heading, ...frames] = stack.split('\n');
    expect(heading).toBe('Error: bad value ');
    for (const line of frames) expect(line).toMatch(/^\s+at \P{C}+$/u);
  });

  it('is short, however long its message is', () => {
    const { message, stack = '' } = loggableError(new Error('x\n    at y'.repeat(100_000)));
    expect(message.length).toBeLessThan(10_000);
    expect(stack.length).toBeLessThan(100_000);
  });

  it('has no stack trace where none was thrown', () => {
    expect(loggableError('no\nerror')).toEqual({ message: 'no\\u{a}error' });
  });
});
