import {
  context,
  ROOT_CONTEXT,
  SpanKind,
  trace,
  type Attributes,
  type Span,
  type Tracer,
} from '@opentelemetry/api';
import type { HandlerTask } from '../bus/instrumentation.js';
import { retryTimeOf } from '../delivery/retry-later.js';
import { topicNameOf } from './delivery-span.js';
import { HANDLE, MISFIT, SEMCONV } from './names.js';
import { errorTypeOf, recordError } from './span-errors.js';
import { contextOf, restoreSpanContext } from './trace-context.js';

/**
 * How a run of a handler ended. `postponed`: it has thrown a `RetryLater`, which is not a failure.
 */
export type HandlerOutcome = 'succeeded' | 'failed' | 'postponed';

/**
 * The span of one run of a handler: part of the delivery's trace, and linked to the delivery's
 * span.
 */
export class HandlerSpan {
  private readonly span: Span;

  constructor(
    tracer: Tracer,
    private readonly task: HandlerTask,
  ) {
    const delivery = restoreSpanContext(task.event.notification.traceContext);
    const options = {
      kind: SpanKind.CONSUMER,
      attributes: attributesOf(task),
      ...(delivery !== undefined && { links: [{ context: delivery }] }),
    };
    // A queue runs the task in the context of whatever has woken it.
    const parent = isInProcess(task) ? context.active() : contextOf(delivery);
    this.span = tracer.startSpan(`handle ${task.handler}`, options, parent);
  }

  /** Runs the handler so that the spans it starts are children of this one. */
  run<T>(work: () => T): T {
    const parent = isInProcess(this.task) ? context.active() : ROOT_CONTEXT;
    return context.with(trace.setSpan(parent, this.span), work);
  }

  succeed(): void {
    this.span.setAttribute(MISFIT.handlerOutcome, 'succeeded');
    this.span.end();
  }

  fail(error: unknown): void {
    const outcome = outcomeOf(error);
    this.span.setAttribute(MISFIT.handlerOutcome, outcome);
    if (outcome === 'failed') recordError(this.span, errorTypeOf(error), error);
    this.span.end();
  }
}

/** What a thrown value means. */
export function outcomeOf(error: unknown): HandlerOutcome {
  return retryTimeOf(error) === undefined ? 'failed' : 'postponed';
}

/** Only queues count attempts. */
function isInProcess({ attempt }: HandlerTask): boolean {
  return attempt === undefined;
}

function attributesOf({ event, handler, attempt }: HandlerTask): Attributes {
  const { type, action, id, notification } = event;
  return {
    ...HANDLE,
    [SEMCONV.messageId]: notification.messageId,
    [SEMCONV.destinationName]: topicNameOf(notification.topicArn),
    [SEMCONV.topicArn]: notification.topicArn,
    [SEMCONV.codeFunctionName]: handler,
    [MISFIT.handler]: handler,
    [MISFIT.updateType]: type,
    [MISFIT.updateAction]: action,
    [MISFIT.updateId]: id,
    ...(attempt !== undefined && { [MISFIT.attempt]: attempt }),
  };
}
