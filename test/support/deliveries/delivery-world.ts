import { randomUUID } from 'node:crypto';
import { Logger } from '@nestjs/common';
import {
  MemoryIdempotencyStore,
  type DeliveryContext,
  type EventHandler,
  type IdempotencyStore,
  type MisfitEvent,
  type MisfitNotification,
} from 'nestjs-misfit-notification';
import { misfitEvent } from 'nestjs-misfit-notification/testing';
import { InProcessDelivery } from '../../../lib/in-process/in-process-delivery.js';

export interface DeliveryWorldOptions {
  readonly handlers: Readonly<Record<string, (event: MisfitEvent) => unknown>>;
  readonly store?: IdempotencyStore;
  readonly handlerTimeout?: number;
}

/** The delivery in process with handlers of the test, and without an application around it. */
export function startDelivery({
  handlers,
  store = new MemoryIdempotencyStore(),
  handlerTimeout = 5_000,
}: DeliveryWorldOptions) {
  Logger.overrideLogger(false);
  const published: string[] = [];
  const failures: { readonly handler: string; readonly error: unknown }[] = [];
  const own = Object.entries(handlers).map(([name, handle]): EventHandler => ({
    name,
    options: {},
    handle,
  }));
  const context: DeliveryContext = {
    handlerTimeout,
    retention: 70 * 60 * 1000,
    handlersOf: () => own,
    handlers: () => [],
    handlerNamed: () => undefined,
    publish: ({ id }) => published.push(id),
    reportFailure: (_event, handler, error) => failures.push({ handler: handler.name, error }),
  };
  const delivery = new InProcessDelivery(store);
  delivery.start(context);
  const accept = async (notification: MisfitNotification) =>
    delivery.accept(notification, handlerTimeout);
  return { delivery, accept, published, failures };
}

/** A verified notification of one new goal for each id, all of one owner. */
export function notificationOf(...ids: string[]): MisfitNotification {
  const events = ids.map((id) => misfitEvent('goals.created', { id, ownerId: 'ada' }));
  const info = { ...misfitEvent('goals.created').notification, messageId: randomUUID() };
  return { info, events, malformed: [] };
}

/** Accepts until it is accepted. @returns how often it was refused before. */
export async function acceptInTheEnd(accept: () => Promise<void>): Promise<number> {
  for (let refused = 0; refused < 300; refused++) {
    const isAccepted = await accept().then(
      () => true,
      () => false,
    );
    if (isAccepted) return refused;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  throw new Error('never accepted');
}
