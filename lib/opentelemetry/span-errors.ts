import { SpanStatusCode, type Span } from '@opentelemetry/api';
import { describeError } from '../common/describe-error.js';
import { OTHER, SEMCONV } from './names.js';

/** Longest stored texts of an error, which the application can make arbitrarily long. */
const MAX_MESSAGE = 2_000;
const MAX_STACK = 8_000;

/**
 * The name of an error's class. Not its `name` or `code`, which can be set to anything: a program
 * has a limited number of classes.
 */
export function errorTypeOf(error: unknown): string {
  try {
    if (!(error instanceof Error)) return OTHER;
    const { name } = error.constructor;
    return typeof name === 'string' && name !== '' ? name : OTHER;
  } catch {
    // A proxy may throw on anything.
    return OTHER;
  }
}

/** Marks the span as failed. */
export function recordError(span: Span, type: string, error: unknown): void {
  if (!span.isRecording()) return;
  const { message, stack } = describeError(error);
  const text = message.slice(0, MAX_MESSAGE);
  span.recordException({
    name: errorTypeOf(error),
    message: text,
    ...(stack !== undefined && { stack: stack.slice(0, MAX_STACK) }),
  });
  span.setAttribute(SEMCONV.errorType, type);
  span.setStatus({ code: SpanStatusCode.ERROR, message: text });
}
