import {
  DeliveryError,
  HandlersFailedError,
  type DeliveryContext,
  type IdempotencyStore,
  type MisfitDelivery,
  type MisfitNotification,
} from 'nestjs-misfit-notification';
import { InProcessDelivery } from '../../lib/in-process/in-process-delivery.js';
import type { Attempt, Process } from './attempt.js';
import type { StoreLink } from './store-link.js';

/** `200`, or the code of a 503. */
export type Answer = string;

/** Lets a test put a broken delivery in place of the real one. */
export type WrapDelivery = (delivery: MisfitDelivery, store: IdempotencyStore) => MisfitDelivery;

/** One instance of the application, until it crashes or has stopped. */
export class SimulatedProcess implements Process {
  isAlive = true;
  stopsAt: number | undefined;
  stoppedAt: number | undefined;
  private link: StoreLink | undefined;
  private delivery: InProcessDelivery | undefined;
  private wrapped: MisfitDelivery | undefined;

  constructor(readonly name: string) {}

  start(link: StoreLink, context: DeliveryContext, wrap: WrapDelivery): void {
    this.link = link;
    this.delivery = new InProcessDelivery(link);
    this.wrapped = wrap(this.delivery, link);
    void this.wrapped.start(context);
  }

  /** Never settles if the process does not live to see it. */
  async accept(attempt: Attempt, notification: MisfitNotification): Promise<Answer> {
    const { link, wrapped } = this;
    if (link === undefined || wrapped === undefined) throw new Error('not started');
    let answer: Answer;
    link.accepting = attempt;
    try {
      const accepted = wrapped.accept(notification, attempt.timeout);
      link.accepting = undefined;
      await accepted;
      answer = '200';
    } catch (error) {
      answer = codeOf(error);
    }
    return this.isAlive ? answer : new Promise(() => {});
  }

  async stop(now: () => number): Promise<void> {
    this.stopsAt = now();
    await this.wrapped?.stop();
    this.stoppedAt = now();
  }

  /** How many runs it still keeps track of. */
  get running(): number {
    return this.delivery?.['running'].size ?? 0;
  }
}

function codeOf(error: unknown): Answer {
  if (error instanceof DeliveryError || error instanceof HandlersFailedError) return error.code;
  return `unexpected: ${String(error)}`;
}
