import type { MisfitEvent } from '../misfit/event-classes.js';
import type { MisfitDeliveryRecord } from './delivery-record.js';

/**
 * Observes deliveries, handlers and outgoing requests from the inside, for tracing. Unlike an
 * observer of `MisfitEventBus`, it sees the start of each of them and can run it in an asynchronous
 * context of its own. Pass it to `InstrumentationRegistry.register`.
 *
 * It cannot change what the module does: an error that it throws is logged once a minute and
 * ignored, and results come from the observed work itself. Its methods are called synchronously on
 * the path of a notification, so they must be fast. Without a registered instrumentation, this
 * costs nothing.
 *
 * @publicApi
 */
export interface MisfitInstrumentation {
  /**
   * A request has reached the endpoint. Called in the asynchronous context of the request, before
   * its body is read.
   *
   * @returns what observes this delivery, or `undefined` to ignore it.
   */
  startDelivery?(request: DeliveryRequest): DeliveryInstrumentation | undefined;

  /**
   * A handler is about to run for an event. Must call `run` once, synchronously. `run` returns what
   * the handler returns, often a promise, and throws what the handler throws.
   *
   * In process this happens inside `DeliveryInstrumentation.run`, at the first run and at each
   * redelivery. A durable delivery calls it later, perhaps in another process: there
   * `task.event.notification.traceContext` leads back to the delivery.
   */
  runHandler?(task: HandlerTask, run: () => unknown): unknown;

  /**
   * An outgoing request is about to be sent. Must call `send` once, synchronously. Its promise
   * resolves when the response's head has arrived, and rejects if it never does.
   */
  runFetch?(request: OutgoingRequest, send: () => Promise<Response>): unknown;
}

/**
 * A request that has reached the endpoint.
 *
 * @publicApi
 */
export interface DeliveryRequest {
  /** By lower-case name. Not signed, even on a genuine message. */
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  /** When the request arrived, by the option `clock`. */
  readonly receivedAt: Date;
}

/**
 * A step of a delivery, in the order in which they are taken:
 *
 * - `body`: the body has arrived completely;
 * - `envelope`: it is an SNS message in form;
 * - `headers`: its `x-amz-sns-*` headers agree with it;
 * - `topic`: `topicArns` allows its topic;
 * - `age`: it is neither too old nor from the future;
 * - `certificate`: its signing certificate is there and belongs to SNS;
 * - `signature`: its signature is valid: from here on the message is verified;
 * - `updates`: its updates have been turned into events.
 *
 * @publicApi
 */
export type DeliveryCheck =
  | 'body'
  | 'envelope'
  | 'headers'
  | 'topic'
  | 'age'
  | 'certificate'
  | 'signature'
  | 'updates';

/**
 * Observes one delivery. Calls come in the order of the members below.
 *
 * @publicApi
 */
export interface DeliveryInstrumentation {
  /** The delivery has passed a check. The first check that fails ends the delivery. */
  passed?(check: DeliveryCheck): void;

  /**
   * What leads from stored work back to this delivery, such as `{ traceparent: '00-…' }`. Called
   * for verified notifications. It becomes `traceContext` of `event.notification`; durable
   * deliveries store it with each job. Bounded to 1 024 UTF-16 code units of names and values
   * together: a larger one is dropped. Put nothing into it that comes from the request's headers
   * without a bound, such as `baggage`.
   */
  traceContext?(): Readonly<Record<string, string>> | undefined;

  /**
   * Runs the work of a verified message: handlers in process, storing the jobs of a durable
   * delivery, confirming a subscription. Must call `work` once, synchronously; `work` returns a
   * promise that settles when the delivery can be answered.
   */
  run?(work: () => Promise<void>): void;

  /**
   * The answer is decided, or other code of the application has answered. Always called, once, and
   * last. In process, handlers may still run after it, if they have missed the deadline.
   *
   * @param error the reason, unless the delivery was accepted.
   */
  end?(record: MisfitDeliveryRecord, error?: unknown): void;
}

/**
 * One run of a handler for an event.
 *
 * @publicApi
 */
export interface HandlerTask {
  readonly event: MisfitEvent;
  /** The handler's name: `name` in the options of `@OnMisfitEvent()`, or `Class.method`. */
  readonly handler: string;
  /** Number of this attempt, from 1. Durable deliveries only: in process nobody counts. */
  readonly attempt?: number;
}

/**
 * A request that the module sends.
 *
 * @publicApi
 */
export interface OutgoingRequest {
  /**
   * Downloads a signing certificate, confirms a subscription, or answers Misfit's endpoint test.
   */
  readonly purpose: 'certificate' | 'subscription' | 'endpoint-test';
  /** May hold a secret token in its query: do not record the query. */
  readonly url: URL;
}
