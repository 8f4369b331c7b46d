import type { MisfitDeliveryRecord } from '../../bus/delivery-record.js';
import type { EventStreams } from '../../bus/event-streams.js';
import type { DeliveryCheck, DeliveryInstrumentation } from '../../bus/instrumentation.js';
import type { InstrumentationRegistry } from '../../bus/instrumentation-registry.js';
import type { EndpointTest } from '../../misfit/endpoint-test.js';
import type { SnsMessage } from '../../sns/sns-message.js';
import { refusalOf } from '../refusals/rejection-of.js';
import { statusOf } from '../refusals/status-of.js';

type Identity = Pick<MisfitDeliveryRecord, 'isVerified' | 'type' | 'messageId' | 'topicArn'>;
type Answer = Pick<MisfitDeliveryRecord, 'outcome' | 'status' | 'code' | 'reason'>;

/** Longest trace context, in UTF-16 code units: it is stored with each job. */
const MAX_TRACE_CONTEXT = 1_024;

const ACCEPTED: Answer = { outcome: 'accepted', status: 200 };

/** Follows one delivery for `deliveries$` and the instrumentation. */
export class DeliveryObservation {
  private updates = 0;
  private identity: Identity = { isVerified: false };

  constructor(
    private readonly streams: EventStreams,
    private readonly instrumentations: InstrumentationRegistry,
    private readonly inside: DeliveryInstrumentation | undefined,
    private readonly receivedAt: Date,
    /** On the clock of `performance.now()`. */
    private readonly startedAt: number,
  ) {}

  passed(check: DeliveryCheck): void {
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

  /** @param updates number of updates in the notification. */
  parsed(updates: number): void {
    this.updates = updates;
    this.passed('updates');
  }

  /** What is stored with the jobs of this delivery. */
  traceContext(): Readonly<Record<string, string>> | undefined {
    return this.instrumentations.call(() => boundedContext(this.inside?.traceContext?.()));
  }

  async run(work: () => Promise<void>): Promise<void> {
    const { inside } = this;
    if (inside?.run === undefined) return work();
    return this.instrumentations.run((start) => inside.run?.(start), work);
  }

  accept(): void {
    this.end(ACCEPTED);
  }

  refuse(error: unknown): void {
    const status = statusOf(error);
    const { code, reason, ...claims } = refusalOf(error);
    if (!this.identity.isVerified) this.identity = { ...this.identity, ...claims };
    const outcome = status >= 500 ? 'deferred' : 'refused';
    this.end({ outcome, status, code, reason }, error);
  }

  private end(answer: Answer, error?: unknown): void {
    const { updates, receivedAt } = this;
    const duration = performance.now() - this.startedAt;
    const record = { ...answer, ...this.identity, updates, receivedAt, duration };
    this.instrumentations.call(() => this.inside?.end?.(record, error));
    this.streams.deliveries.next(record);
  }
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
