import {
  createTraceState,
  isSpanContextValid,
  ROOT_CONTEXT,
  trace,
  type Context,
  type SpanContext,
} from '@opentelemetry/api';

/** What leads from a stored notification back to the span of its delivery. */
export type StoredTraceContext = Readonly<Record<string, string>>;

const TRACEPARENT = /^00-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})$/;

/** Longest `tracestate` that everybody must pass on, in characters. */
const MAX_TRACE_STATE = 512;

/**
 * A span context in the form of W3C Trace Context, whichever propagator the application uses: this
 * module itself reads it again. Baggage is left out, since a stranger can send any amount of it.
 *
 * @returns `undefined` without an SDK, whose spans have no valid context.
 * @see https://www.w3.org/TR/trace-context/
 */
export function storeTraceContext(span: SpanContext): StoredTraceContext | undefined {
  if (!isSpanContextValid(span)) return undefined;
  const flags = span.traceFlags.toString(16).padStart(2, '0');
  const traceparent = `00-${span.traceId}-${span.spanId}-${flags}`;
  const tracestate = span.traceState?.serialize() ?? '';
  const isKept = tracestate !== '' && tracestate.length <= MAX_TRACE_STATE;
  return isKept ? { traceparent, tracestate } : { traceparent };
}

/** The stored span context; `undefined` if it is missing or damaged. */
export function restoreSpanContext(
  stored: StoredTraceContext | undefined,
): SpanContext | undefined {
  const match = TRACEPARENT.exec(stored?.['traceparent'] ?? '');
  if (match === null) return undefined;
  const [, traceId = '', spanId = '', flags = ''] = match;
  const traceState = stored?.['tracestate'];
  const span: SpanContext = {
    traceId,
    spanId,
    traceFlags: Number.parseInt(flags, 16),
    isRemote: true,
    ...(traceState !== undefined && { traceState: createTraceState(traceState) }),
  };
  return isSpanContextValid(span) ? span : undefined;
}

/** A context that has nothing but that span. */
export function contextOf(span: SpanContext | undefined): Context {
  return span === undefined ? ROOT_CONTEXT : trace.setSpanContext(ROOT_CONTEXT, span);
}
