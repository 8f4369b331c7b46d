import { randomUUID } from 'node:crypto';
import { Logger } from '@nestjs/common';
import {
  MisfitDeadLetters,
  MisfitQueue,
  type DeliveryContext,
  type EventHandler,
  type RetryOutlook,
  type MisfitDelivery,
  type MisfitEvent,
  type MisfitHandlerOptions,
  type MisfitNotification,
  type MisfitUpdate,
} from 'nestjs-misfit-notification';
import { misfitUpdate } from 'nestjs-misfit-notification/testing';
import { onTestFinished } from 'vitest';
import { DeliveryError } from '../../../lib/delivery/errors.js';
import { HandlerRegistry } from '../../../lib/handlers/handler-registry.js';
import { parseUpdates } from '../../../lib/misfit/parse-updates.js';

/** What a durable delivery is tested with: handlers of the test, and no application around it. */
export interface DurableWorldOptions {
  readonly handlers: Readonly<Record<string, EventHandler['handle']>>;
  /** Options of handlers, by their names. */
  readonly handlerOptions?: Readonly<Record<string, MisfitHandlerOptions>>;
  readonly handlerTimeout?: number;
  /** Milliseconds that `accept` has. Default: long enough for a machine under load. */
  readonly acceptTimeout?: number;
  readonly retention?: number;
}

export interface ReportedFailure extends RetryOutlook {
  readonly event: MisfitEvent;
  readonly handler: string;
  readonly error: unknown;
}

export interface DurableWorld {
  readonly delivery: MisfitDelivery;
  readonly deadLetters: MisfitDeadLetters;
  readonly queue: MisfitQueue;
  /** Ids of events, in the order in which observers have seen them. */
  readonly published: string[];
  readonly failures: ReportedFailure[];
  /** Rejects where the answer would be 503. */
  readonly accept: (notification: MisfitNotification) => Promise<void>;
  readonly stop: () => Promise<void>;
}

export const HOUR = 60 * 60 * 1000;

/** The context that a module would give a delivery, and what it has seen. */
export function contextOf(options: DurableWorldOptions) {
  const { handlers, handlerOptions = {}, handlerTimeout = 2_000, retention = HOUR } = options;
  const published: string[] = [];
  const failures: ReportedFailure[] = [];
  const own = Object.entries(handlers).map(([name, handle]): EventHandler => ({
    name,
    options: handlerOptions[name] ?? {},
    handle,
  }));
  const context: DeliveryContext = {
    handlerTimeout,
    retention,
    handlersOf: () => own,
    handlers: () => own,
    handlerNamed: (name) => own.find((handler) => handler.name === name),
    publish: ({ id }) => published.push(id),
    reportFailure: (event, { name }, error, outlook) =>
      failures.push({ event, handler: name, error, ...outlook }),
  };
  return { context, published, failures };
}

/** Starts a delivery, until the test ends. */
export async function startWorld(
  delivery: MisfitDelivery,
  options: DurableWorldOptions,
): Promise<DurableWorld> {
  Logger.overrideLogger(false);
  const { context, published, failures } = contextOf(options);
  await delivery.start(context);
  const stop = async () => delivery.stop();
  onTestFinished(stop);
  const { acceptTimeout = 60_000 } = options;
  const accept = async (notification: MisfitNotification) =>
    delivery.accept(notification, acceptTimeout);
  const registry = new HandlerRegistry();
  for (const handler of context.handlers()) registry.add(handler, ['*']);
  const deadLetters = new MisfitDeadLetters(delivery, registry);
  const queue = new MisfitQueue(delivery);
  return { delivery, deadLetters, queue, published, failures, accept, stop };
}

/** A verified notification, new or the one of that id, with these updates. */
export function notice(
  updates: readonly MisfitUpdate[],
  { messageId = randomUUID(), subject }: { messageId?: string; subject?: string } = {},
): MisfitNotification {
  return parseUpdates({
    Type: 'Notification',
    MessageId: messageId,
    TopicArn: 'arn:aws:sns:us-east-1:819895241319:resource-tp1',
    Message: JSON.stringify(updates),
    Timestamp: new Date().toISOString(),
    ...(subject !== undefined && { Subject: subject }),
  });
}

/** An update of each id, all of one owner. */
export function updatesOf(ownerId: string, ...ids: string[]): MisfitUpdate[] {
  return ids.map((id) => misfitUpdate('goals.created', { id, ownerId }));
}

/** Has that many messages accepted, so many at once. */
export async function acceptMany(
  accept: DurableWorld['accept'],
  count: number,
  create: (index: number) => MisfitNotification,
  atOnce = 500,
): Promise<void> {
  for (let first = 0; first < count; first += atOnce) {
    const length = Math.min(atOnce, count - first);
    await Promise.all(Array.from({ length }, (_, index) => accept(create(first + index))));
  }
}

/** Delivers again, as SNS does, while the queue has not stored a notification in time. */
export function untilStored(accept: DurableWorld['accept']): DurableWorld['accept'] {
  return async (notification) => {
    for (;;) {
      try {
        return await accept(notification);
      } catch (error) {
        if (!(error instanceof DeliveryError) || error.code !== 'QUEUE_UNAVAILABLE') throw error;
      }
    }
  };
}

/** What a promise rejects with. */
export async function rejection(promise: Promise<unknown>): Promise<unknown> {
  try {
    await promise;
  } catch (error) {
    return error;
  }
  throw new Error('it was to reject, and did not');
}
