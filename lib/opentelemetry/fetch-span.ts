import {
  context,
  SpanKind,
  SpanStatusCode,
  trace,
  type Span,
  type Tracer,
} from '@opentelemetry/api';
import type { OutgoingRequest } from '../bus/instrumentation.js';
import { MISFIT, SEMCONV } from './names.js';
import { errorTypeOf, recordError } from './span-errors.js';

const METHOD = 'GET';

/** From this status on, the conventions count the answer as an error. */
const FIRST_ERROR = 400;

/** The span of a request that the module sends. */
export class FetchSpan {
  private readonly span: Span;

  constructor(tracer: Tracer, { purpose, url }: OutgoingRequest) {
    this.span = tracer.startSpan(METHOD, {
      kind: SpanKind.CLIENT,
      attributes: {
        [MISFIT.fetchPurpose]: purpose,
        [SEMCONV.requestMethod]: METHOD,
        [SEMCONV.serverAddress]: url.hostname,
        [SEMCONV.serverPort]: Number(url.port || 443),
        // The query may hold a secret token.
        [SEMCONV.url]: url.origin + url.pathname,
      },
    });
  }

  run<T>(send: () => T): T {
    return context.with(trace.setSpan(context.active(), this.span), send);
  }

  answered(status: number): void {
    this.span.setAttribute(SEMCONV.statusCode, status);
    const errorType = errorTypeOfStatus(status);
    if (errorType !== undefined) {
      this.span.setAttribute(SEMCONV.errorType, errorType);
      this.span.setStatus({ code: SpanStatusCode.ERROR });
    }
    this.span.end();
  }

  fail(error: unknown): void {
    recordError(this.span, errorTypeOf(error), error);
    this.span.end();
  }
}

/** The `error.type` of an answer: its status, if that is an error. */
export function errorTypeOfStatus(status: number): string | undefined {
  return status >= FIRST_ERROR ? String(status) : undefined;
}
