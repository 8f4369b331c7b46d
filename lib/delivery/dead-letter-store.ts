import type { NotificationInfo } from '../misfit/notification-info.js';
import type { MisfitUpdate } from '../misfit/misfit-update.js';

/**
 * A dead letter as the queue stores it: a job whose last attempt has failed.
 *
 * @publicApi
 */
export interface StoredDeadLetter {
  /** Identifies the dead letter in `MisfitDeadLetters`. */
  readonly id: string;
  /** Name of the handler that failed. */
  readonly handler: string;
  /** The update as Misfit sent it. */
  readonly update: MisfitUpdate;
  /** The SNS notification that brought the update. */
  readonly notification: NotificationInfo;
  /** Place of the update in its notification, from 0. */
  readonly index: number;
  /** Number of attempts made. */
  readonly attempts: number;
  /** Error of the last attempt. */
  readonly error: StoredError;
  /** Time of the last attempt's failure. */
  readonly failedAt: Date;
}

/**
 * A dead letter whose stored record is damaged, so that its event cannot be read. It can be listed,
 * removed and purged, but not replayed.
 *
 * @publicApi
 */
export interface UnreadableDeadLetter {
  /** Identifies the dead letter in `MisfitDeadLetters`. */
  readonly id: string;
  /** The handler's name as stored. */
  readonly handler: string;
  /** Number of attempts made. */
  readonly attempts: number;
  /** Why the job failed for good. */
  readonly error: StoredError;
  readonly failedAt: Date;
  readonly event?: undefined;
  readonly unreadable: UnreadableRecord;
}

/**
 * The remains of a damaged record.
 *
 * @publicApi
 */
export interface UnreadableRecord {
  /** Which part of the record is damaged, and how. */
  readonly reason: string;
  /** The stored texts, by the queue's name for each field. */
  readonly raw: Readonly<Record<string, string>>;
}

/**
 * The stored part of an error.
 *
 * @publicApi
 */
export interface StoredError {
  /** Of a handler's error, the first 2 000 characters. */
  readonly message: string;
  /** Of a handler's error, the first 8 000 characters; absent if it has no stack trace. */
  readonly stack?: string;
}

/**
 * Selects the dead letters that meet all given conditions.
 *
 * @publicApi
 */
export interface DeadLetterFilter {
  /** The handler's name: `name` in the options of `@OnMisfitEvent()`, or `Class.method`. */
  readonly handler?: string;
  /** Only those that failed for good before this time. */
  readonly before?: Date;
}

/**
 * One page of dead letters.
 *
 * @publicApi
 */
export interface DeadLetterPage<Letter> {
  /** Oldest failure first. */
  readonly letters: readonly Letter[];
  /** Cursor of the next page; `undefined` on the last page. */
  readonly next?: string;
}

/**
 * Storage of a delivery's dead letters. Every method rejects if the storage cannot be reached.
 *
 * @publicApi
 */
export interface DeadLetterStore {
  /**
   * At most `limit` dead letters that match the filter.
   *
   * @param from the `next` of the previous page.
   */
  list(
    filter: DeadLetterFilter,
    limit: number,
    from?: string,
  ): Promise<DeadLetterPage<StoredDeadLetter | UnreadableDeadLetter>>;

  /** The dead letter with this id, or `undefined`. */
  get(id: string): Promise<StoredDeadLetter | UnreadableDeadLetter | undefined>;

  /** Number of dead letters that match the filter. */
  count(filter: DeadLetterFilter): Promise<number>;

  /**
   * Turns the dead letter into a job again, which has all its attempts. Rejects if the dead letter
   * is unreadable, or if the handler already has a job for the event.
   *
   * @param handler name of the handler that the job is for; by default the one that failed.
   * @returns whether the dead letter existed.
   */
  replay(id: string, handler?: string): Promise<boolean>;

  /** Replays all that match the filter, except unreadable ones. @returns the number replayed. */
  replayAll(filter: DeadLetterFilter): Promise<number>;

  /** Deletes one dead letter. @returns whether it existed. */
  remove(id: string): Promise<boolean>;

  /** Deletes all that match the filter. @returns their number. */
  purge(filter: DeadLetterFilter): Promise<number>;
}
