import { Inject, Injectable } from '@nestjs/common';
import { HandlerRegistry } from '../handlers/handler-registry.js';
import { listNames } from '../handlers/list-names.js';
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
import { DELIVERY } from './delivery-tokens.js';
import type { MisfitDelivery } from './delivery.interface.js';
import { DeadLettersUnsupportedError } from './errors.js';

/**
 * A task that failed for good, either on its last attempt or because its stored record is damaged.
 * In the latter case `event` is `undefined`, and `unreadable` shows the rest of the record.
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
  /** Identifies the dead letter in `MisfitDeadLetters`. */
  readonly id: string;
  /** The event that the handler could not handle. */
  readonly event: MisfitEvent;
  /** The handler's name: `name` in the options of `@OnMisfitEvent()`, or `Class.method`. */
  readonly handler: string;
  /** Number of attempts made. */
  readonly attempts: number;
  /** Error of the last attempt. */
  readonly error: StoredError;
  readonly failedAt: Date;
  readonly unreadable?: undefined;
}

/**
 * Selects a page of dead letters.
 *
 * @publicApi
 */
export interface DeadLetterQuery extends DeadLetterFilter {
  /**
   * Maximum number of dead letters on the page, from 1 to 1 000.
   *
   * @default 100
   */
  readonly limit?: number;
  /** The `next` of the previous page. */
  readonly from?: string;
}

/**
 * How a dead letter is replayed.
 *
 * @publicApi
 */
export interface ReplayOptions {
  /**
   * Name of the handler that runs, for example after the one that failed was renamed.
   *
   * @default the handler that failed
   */
  readonly handler?: string;
}

const DEFAULT_LIMIT = 100;
const MAX_LIMIT = 1_000;

/**
 * The tasks that failed for good in a durable delivery. A dead letter is kept until it is replayed,
 * removed, or older than the delivery's `deadLetterRetention`.
 *
 * Every method throws a `DeadLettersUnsupportedError` with in-process delivery, where SNS does the
 * retries; a `DeliveryError` with `QUEUE_UNAVAILABLE` if the queue cannot be reached; and a
 * `RangeError` if the filter's `before` is not a valid date.
 *
 * @example
 * const { letters } = await deadLetters.list({ handler: 'GoalListener.onGoal' });
 * await deadLetters.replay(letters[0].id);
 *
 * @publicApi
 */
@Injectable()
export class MisfitDeadLetters {
  constructor(
    @Inject(DELIVERY) private readonly delivery: MisfitDelivery,
    private readonly registry: HandlerRegistry,
  ) {}

  /**
   * One page of dead letters, oldest failure first.
   *
   * @throws RangeError if `limit` is not an integer from 1 to 1 000, or `from` is not the `next` of
   * a page.
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

  /** The dead letter with this id, or `undefined`. */
  async get(id: string): Promise<DeadLetter | undefined> {
    const stored = await this.store().get(id);
    return stored && revive(stored);
  }

  /** Number of dead letters that match the filter. */
  async count(filter: DeadLetterFilter = {}): Promise<number> {
    return this.store().count(checked(filter));
  }

  /**
   * Makes the dead letter a task again, for the same handler or another one. The task can run at
   * once, and has all its attempts.
   *
   * @returns whether there was a dead letter with this id.
   * @throws UnreadableJobError if the dead letter is unreadable.
   * @throws ReplayConflictError if the other handler already has a task for the event.
   * @throws RangeError if the application has no handler with this name.
   */
  async replay(id: string, { handler }: ReplayOptions = {}): Promise<boolean> {
    const store = this.store();
    if (handler !== undefined && this.registry.handlerNamed(handler) === undefined) {
      const names = this.registry.all().map(({ name }) => name);
      throw new RangeError(
        `MisfitDeadLetters: the application has no handler ${handler}; it has ${listNames(names)}`,
      );
    }
    return store.replay(id, handler);
  }

  /**
   * Replays all dead letters that match the filter and exist at the time of the call. Unreadable
   * ones stay as they are.
   *
   * Works in batches, and notifications are accepted in between. If a batch fails, or the
   * application shuts down, earlier batches stay replayed: the message of the `DeliveryError` tells
   * the number of their dead letters.
   *
   * @returns the number of dead letters replayed.
   */
  async replayAll(filter: DeadLetterFilter = {}): Promise<number> {
    return this.store().replayAll(checked(filter));
  }

  /** Deletes one dead letter, readable or not. @returns whether it existed. */
  async remove(id: string): Promise<boolean> {
    return this.store().remove(id);
  }

  /**
   * Deletes all dead letters that match the filter, readable or not, in batches like `replayAll`.
   *
   * @returns the number of dead letters deleted.
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
 * An invalid date should match nothing, but in SQL it would match everything.
 *
 * @throws RangeError
 */
function checked(filter: DeadLetterFilter): DeadLetterFilter {
  if (filter.before === undefined || !Number.isNaN(filter.before.getTime())) return filter;
  throw new RangeError('MisfitDeadLetters: before must be a valid date');
}

function revive(stored: StoredDeadLetter | UnreadableDeadLetter): DeadLetter {
  if ('unreadable' in stored) return stored;
  const { id, handler, update, notification, index, attempts, error, failedAt } = stored;
  const event = eventOfUpdate(update, notification, index);
  return { id, event, handler, attempts, error, failedAt };
}
