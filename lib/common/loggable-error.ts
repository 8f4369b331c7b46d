import { describeError } from './describe-error.js';
import { logText } from './log-text.js';

/** Longest message or line of a stack trace, in UTF-16 code units. */
const MAX_LENGTH = 1_000;

/** Maximum number of lines of a stack trace: by default Node records ten frames. */
const MAX_LINES = 100;

const FRAME = /^\s+at /;

/**
 * Prepares an error for `logger.error(message, stack)`. Its message may quote a request: here it
 * cannot break the line, and its part of the stack trace cannot imitate another log line.
 */
export function loggableError(error: unknown): {
  readonly message: string;
  readonly stack?: string;
} {
  const { message, stack } = describeError(error);
  const text = logText(message, MAX_LENGTH);
  if (stack === undefined) return { message: text };
  const [heading = '', ...rest] = stack.split('\n', MAX_LINES);
  const frames = rest.filter((line) => FRAME.test(line));
  const lines = [heading, ...frames].map((line) => logText(line, MAX_LENGTH));
  return { message: text, stack: lines.join('\n') };
}
