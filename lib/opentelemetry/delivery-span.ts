import {
  context,
  SpanKind,
  trace,
  type Attributes,
  type Context,
  type Span,
  type Tracer,
} from '@opentelemetry/api';
import type { MisfitDeliveryRecord } from '../bus/delivery-record.js';
import type { DeliveryCheck, DeliveryInstrumentation } from '../bus/instrumentation.js';
import { DELIVER, MISFIT, SEMCONV } from './names.js';
import { recordError } from './span-errors.js';
import { storeTraceContext, type StoredTraceContext } from './trace-context.js';

/**
 * The span of one delivery, with the checks that it has passed as events. A child of the span of
 * the HTTP request, if the application has one.
 */
export class DeliverySpan implements DeliveryInstrumentation {
  private readonly span: Span;
  private readonly context: Context;

  constructor(tracer: Tracer) {
    const parent = context.active();
    const options = { kind: SpanKind.CONSUMER, attributes: DELIVER };
    this.span = tracer.startSpan('deliver', options, parent);
    this.context = trace.setSpan(parent, this.span);
  }

  passed(check: DeliveryCheck): void {
    if (this.span.isRecording()) this.span.addEvent(`misfit.check.${check}`);
  }

  traceContext(): StoredTraceContext | undefined {
    return storeTraceContext(this.span.spanContext());
  }

  run(work: () => Promise<void>): void {
    void context.with(this.context, work);
  }

  end(record: MisfitDeliveryRecord, error?: unknown): void {
    const { span } = this;
    if (span.isRecording()) {
      span.setAttributes(attributesOf(record));
      if (record.isVerified) span.updateName(`deliver ${topicNameOf(record.topicArn)}`);
      if (isFailure(record)) recordError(span, record.code ?? '', error);
    }
    span.end();
  }
}

/** Not a refusal: as with HTTP, a 4xx is the error of the sender. */
function isFailure({ outcome, code }: MisfitDeliveryRecord): boolean {
  return outcome === 'deferred' || code === 'FOREIGN_ANSWER';
}

/** `error.type` also of a refused delivery, whose span is not marked as failed. */
function attributesOf(record: MisfitDeliveryRecord): Attributes {
  const { outcome, status, code, isVerified, type, updates } = record;
  return {
    [MISFIT.deliveryOutcome]: outcome,
    [MISFIT.isVerified]: isVerified,
    [SEMCONV.statusCode]: status,
    ...(code !== undefined && { [SEMCONV.errorType]: code }),
    ...(type !== undefined && { [MISFIT.deliveryType]: type }),
    ...(isVerified && identityOf(record)),
    ...(type === 'Notification' && { [MISFIT.updates]: updates }),
  };
}

/** Not of unverified messages: they can claim to be any. */
function identityOf({ messageId = '', topicArn = '' }: MisfitDeliveryRecord): Attributes {
  return {
    [SEMCONV.messageId]: messageId,
    [SEMCONV.topicArn]: topicArn,
    [SEMCONV.destinationName]: topicNameOf(topicArn),
  };
}

/** The last part of an ARN. */
export function topicNameOf(topicArn = ''): string {
  return topicArn.slice(topicArn.lastIndexOf(':') + 1);
}
