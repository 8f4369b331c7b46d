import { Inject, Injectable } from '@nestjs/common';
import type { MisfitEvent } from '../misfit/event-classes.js';
import { eventOfUpdate } from '../misfit/parse-updates.js';
import type {
  DeadLetterFilter,
  DeadLetterPage,
  DeadLetterStore,
  StoredDeadLetter,
  StoredError,
  UnreadableDeadLetter,
} from './dead-letter-store.js';
import { DELIVERY } from './delivery-host.js';
import type { MisfitDelivery } from './delivery.interface.js';
import { DeadLettersUnsupportedError } from './errors.js';

/**
 * One handler's work on one event, given up after its last attempt, or because what is stored of it
 * is damaged: `event` is `undefined` then, and `unreadable` tells what is left.
 *
 * @publicApi
 */
export type DeadLetter = ReadableDeadLetter | UnreadableDeadLetter;

/**
 * A dead letter whose event can be read.
 *
 * @publicApi
 */
export interface ReadableDeadLetter {
  readonly id: string;
  readonly event: MisfitEvent;
  /** The handler's name, `Class.method`. */
  readonly handler: string;
  /** How often it was tried. */
  readonly attempts: number;
  /** What the last attempt failed with. */
  readonly error: StoredError;
  readonly failedAt: Date;
  readonly unreadable?: undefined;
}

/**
 * A part of the dead letters to look at.
 *
 * @publicApi
 */
export interface DeadLetterQuery extends DeadLetterFilter {
  /**
   * How many, at most 1 000.
   *
   * @default 100
   */
  readonly limit?: number;
  /** The `next` of the page before. */
  readonly from?: string;
}

const DEFAULT_LIMIT = 100;
const MAX_LIMIT = 1_000;

/**
 * What a durable delivery has given up on: it stays until it is replayed, removed, or older than the
 * delivery's `deadLetterRetention`.
 *
 * Every method throws a `DeadLettersUnsupportedError` where the delivery is the one in process, which
 * leaves failures to SNS, a `DeliveryError` with `QUEUE_UNAVAILABLE` when the queue cannot be
 * reached, and a `RangeError` when the filter's `before` is no valid date.
 *
 * @example
 * const { letters } = await deadLetters.list({ handler: 'GoalListener.onGoal' });
 * await deadLetters.replay(letters[0].id);
 *
 * @publicApi
 */
@Injectable()
export class MisfitDeadLetters {
  constructor(@Inject(DELIVERY) private readonly delivery: MisfitDelivery) {}

  /**
   * The dead letters, page by page, those given up first come first.
   *
   * @throws RangeError when `limit` is not an integer from 1 to 1 000, or `from` no `next`.
   */
  async list({ limit = DEFAULT_LIMIT, from, ...filter }: DeadLetterQuery = {}): Promise<
    DeadLetterPage<DeadLetter>
  > {
    if (!Number.isInteger(limit) || limit < 1 || limit > MAX_LIMIT) {
      throw new RangeError(`MisfitDeadLetters: limit must be an integer from 1 to ${MAX_LIMIT}`);
    }
    const { letters, next } = await this.store().list(checked(filter), limit, from);
    return { letters: letters.map(revive), ...(next !== undefined && { next }) };
  }

  /** One dead letter; `undefined` where there is none of that id. */
  async get(id: string): Promise<DeadLetter | undefined> {
    const stored = await this.store().get(id);
    return stored && revive(stored);
  }

  /** How many there are. */
  async count(filter: DeadLetterFilter = {}): Promise<number> {
    return this.store().count(checked(filter));
  }

  /**
   * Has the work tried again, at once and with all its attempts before it.
   *
   * @returns whether there was a dead letter of that id.
   * @throws UnreadableJobError when there was, but it is unreadable.
   */
  async replay(id: string): Promise<boolean> {
    return this.store().replay(id);
  }

  /**
   * As `replay`, for all of them, or for those of a handler or of a time. Those that are unreadable
   * stay as they are.
   *
   * Works in batches, and notifications are accepted in between. Meant are the dead letters that are
   * there when it is called. When it fails, or the application shuts down meanwhile, what was done
   * stays done: the `DeliveryError` says how many that were.
   *
   * @returns how many were replayed.
   */
  async replayAll(filter: DeadLetterFilter = {}): Promise<number> {
    return this.store().replayAll(checked(filter));
  }

  /**
   * Forgets one.
   *
   * @returns whether there was a dead letter of that id.
   */
  async remove(id: string): Promise<boolean> {
    return this.store().remove(id);
  }

  /**
   * Forgets all of them, or those of a handler or of a time, in batches as `replayAll`.
   *
   * @returns how many were forgotten.
   */
  async purge(filter: DeadLetterFilter = {}): Promise<number> {
    return this.store().purge(checked(filter));
  }

  private store(): DeadLetterStore {
    const { deadLetters } = this.delivery;
    if (deadLetters === undefined) throw new DeadLettersUnsupportedError();
    return deadLetters;
  }
}

/**
 * A date that is none fits nothing, but in SQL it would fit everything.
 *
 * @throws RangeError
 */
function checked(filter: DeadLetterFilter): DeadLetterFilter {
  if (filter.before === undefined || !Number.isNaN(filter.before.getTime())) return filter;
  throw new RangeError('MisfitDeadLetters: before must be a valid date');
}

function revive(stored: StoredDeadLetter | UnreadableDeadLetter): DeadLetter {
  if ('unreadable' in stored) return stored;
  const { id, handler, update, notification, attempts, error, failedAt } = stored;
  return { id, event: eventOfUpdate(update, notification), handler, attempts, error, failedAt };
}
