import { createTraceState, INVALID_SPAN_CONTEXT, type SpanContext } from '@opentelemetry/api';
import { W3CTraceContextPropagator } from '@opentelemetry/core';
import { defaultTextMapGetter, ROOT_CONTEXT, trace } from '@opentelemetry/api';
import { describe, expect, it } from 'vitest';
import { restoreSpanContext, storeTraceContext } from '../../../lib/opentelemetry/trace-context.js';

const span: SpanContext = {
  traceId: '0af7651916cd43dd8448eb211c80319c',
  spanId: 'b7ad6b7169203331',
  traceFlags: 1,
};

describe('a stored trace context', () => {
  it('is what the propagator of the SDK reads', () => {
    const stored = storeTraceContext({ ...span, traceState: createTraceState('a=1,b=2') });
    const context = new W3CTraceContextPropagator().extract(
      ROOT_CONTEXT,
      stored,
      defaultTextMapGetter,
    );
    const read = trace.getSpanContext(context);
    expect(read).toMatchObject({ ...span, isRemote: true });
    expect(read?.traceState?.serialize()).toBe('a=1,b=2');
    const restored = restoreSpanContext(stored);
    expect(restored).toMatchObject({ ...span, isRemote: true });
    expect(restored?.traceState?.serialize()).toBe('a=1,b=2');
  });

  it('keeps that a trace is not sampled', () => {
    const unsampled = { ...span, traceFlags: 0 };
    expect(restoreSpanContext(storeTraceContext(unsampled))).toMatchObject(unsampled);
  });

  it('does not exist without an SDK', () => {
    expect(storeTraceContext(INVALID_SPAN_CONTEXT)).toBeUndefined();
  });

  it('leaves out a trace state that is too long', () => {
    const traceState = createTraceState(
      `a=${'x'.repeat(250)},b=${'y'.repeat(250)},c=${'z'.repeat(20)}`,
    );
    expect(storeTraceContext({ ...span, traceState })).toEqual({
      traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01',
    });
  });

  it.each([
    undefined,
    {},
    { traceparent: '' },
    { traceparent: 'garbage' },
    { traceparent: `00-${'0'.repeat(32)}-b7ad6b7169203331-01` },
    { traceparent: `00-0af7651916cd43dd8448eb211c80319c-${'0'.repeat(16)}-01` },
    { traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01-extra' },
    { tracestate: 'a=1' },
  ])('that is missing or damaged leads nowhere: %j', (stored) => {
    expect(restoreSpanContext(stored as Record<string, string> | undefined)).toBeUndefined();
  });
});
