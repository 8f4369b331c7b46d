import type { MisfitDeliveryRecord } from '../../bus/delivery-record.js';
import type { EventStreams } from '../../bus/event-streams.js';
import type { DeliveryCheck, DeliveryInstrumentation } from '../../bus/instrumentation.js';
import type { InstrumentationRegistry } from '../../bus/instrumentation-registry.js';
import type { EndpointTest } from '../../misfit/endpoint-test.js';
import type { SnsMessage } from '../../sns/sns-message.js';
import { ForeignAnswerError } from '../answers/foreign-answer.error.js';
import { outcomeOf } from '../answers/outcome-of.js';
import { refusalOf } from '../refusals/rejection-of.js';
import { statusOf } from '../refusals/status-of.js';

type Identity = Pick<MisfitDeliveryRecord, 'isVerified' | 'type' | 'messageId' | 'topicArn'>;
type Answer = Pick<MisfitDeliveryRecord, 'outcome' | 'status' | 'code' | 'reason'>;

type WritableRecord = {
  -readonly [Name in keyof MisfitDeliveryRecord]: MisfitDeliveryRecord[Name];
};

/** Longest trace context, in UTF-16 code units: it is stored with each job. */
const MAX_TRACE_CONTEXT = 1_024;

const ACCEPTED: Answer = { outcome: 'accepted', status: 200 };

/** Status of a delivery whose connection was closed before an answer: SNS delivers it again. */
const UNANSWERED = 503;

/**
 * Follows one delivery for `deliveries$` and the instrumentation, and ends exactly once: with the
 * decision of this module, or when other code of the application has answered instead.
 */
export class DeliveryObservation {
  private updates = 0;
  private identity: Identity = { isVerified: false };
  /** Whether this module is about to decide. If not, an interceptor may hold the delivery. */
  private isInOurHands = true;
  private isClosed = false;
  private isEnded = false;

  constructor(
    private readonly streams: EventStreams,
    private readonly instrumentations: InstrumentationRegistry,
    /** Hears nothing more after the end. */
    private inside: DeliveryInstrumentation | undefined,
    private readonly receivedAt: Date,
    /** On the clock of `performance.now()`. */
    private readonly startedAt: number,
  ) {}

  passed(check: DeliveryCheck): void {
    if (this.inside === undefined) return;
    this.instrumentations.call(() => this.inside?.passed?.(check));
  }

  /** The guard lets this message, or this endpoint test, through. */
  identify(content: SnsMessage | EndpointTest): void {
    this.identity =
      'verifyUrl' in content
        ? { isVerified: false, type: 'EndpointTest', topicArn: content.topicArn }
        : {
            isVerified: true,
            type: content.Type,
            messageId: content.MessageId,
            topicArn: content.TopicArn,
          };
  }

  /** The guard has finished. The application's interceptors run before the controller. */
  handOver(): void {
    this.isInOurHands = false;
    if (this.isClosed) this.onAnswered(undefined);
  }

  /**
   * The answer was sent, or the connection closed. If this observation has not ended by then, other
   * code of the application has answered.
   *
   * @param status `undefined` if the connection was closed before an answer.
   */
  onAnswered(status: number | undefined): void {
    if (this.isEnded) return;
    if (status === undefined && this.isInOurHands) {
      this.isClosed = true;
      return;
    }
    const error = new ForeignAnswerError(status);
    const { code, message: reason } = error;
    this.end({ ...answerOf(status ?? UNANSWERED), code, reason }, error);
  }

  /** @param updates number of updates in the notification. */
  parsed(updates: number): void {
    this.updates = updates;
    this.passed('updates');
  }

  /** The trace that is stored with the jobs of this delivery. */
  traceContext(): Readonly<Record<string, string>> | undefined {
    if (this.inside === undefined) return undefined;
    return this.instrumentations.call(() => boundedContext(this.inside?.traceContext?.()));
  }

  run(work: () => Promise<void>): Promise<void> {
    this.isInOurHands = true;
    const { inside } = this;
    if (inside?.run === undefined) return work();
    return this.instrumentations.run((start) => inside.run?.(start), work);
  }

  accept(): void {
    this.end(ACCEPTED);
  }

  refuse(error: unknown): void {
    const { code, reason, ...claims } = refusalOf(error);
    if (!this.identity.isVerified) this.identity = { ...this.identity, ...claims };
    this.end({ ...answerOf(statusOf(error)), code, reason }, error);
  }

  private end(answer: Answer, error?: unknown): void {
    if (this.isEnded) return;
    this.isEnded = true;
    const { inside } = this;
    this.inside = undefined;
    const record = this.recordOf(answer);
    if (inside !== undefined) this.instrumentations.call(() => inside.end?.(record, error));
    this.streams.deliveries.next(record);
  }

  /** Field by field: spreading the parts would take longer than all the rest. */
  private recordOf({ outcome, status, code, reason }: Answer): MisfitDeliveryRecord {
    const { updates, receivedAt, startedAt } = this;
    const { isVerified, type, messageId, topicArn } = this.identity;
    const duration = performance.now() - startedAt;
    const record: WritableRecord = { outcome, status, isVerified, updates, receivedAt, duration };
    if (code !== undefined) record.code = code;
    if (reason !== undefined) record.reason = reason;
    if (type !== undefined) record.type = type;
    if (messageId !== undefined) record.messageId = messageId;
    if (topicArn !== undefined) record.topicArn = topicArn;
    return record;
  }
}

function answerOf(status: number): Answer {
  return { outcome: outcomeOf(status), status };
}

/** @throws TypeError unless all values are texts. */
function boundedContext(
  context: Readonly<Record<string, string>> | null | undefined,
): Readonly<Record<string, string>> | undefined {
  if (context == null) return undefined;
  const entries = Object.entries(context);
  if (entries.some(([, value]) => typeof value !== 'string')) {
    throw new TypeError('traceContext() must return an object of strings');
  }
  return entries.flat().join('').length > MAX_TRACE_CONTEXT
    ? undefined
    : Object.fromEntries(entries);
}
