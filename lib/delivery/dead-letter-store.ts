import type { NotificationInfo } from '../misfit/base-event.js';
import type { MisfitUpdate } from '../misfit/misfit-update.js';

/**
 * Work that was given up after its last attempt, as a queue keeps it.
 *
 * @publicApi
 */
export interface StoredDeadLetter {
  readonly id: string;
  readonly handler: string;
  readonly update: MisfitUpdate;
  readonly notification: NotificationInfo;
  readonly attempts: number;
  readonly error: StoredError;
  readonly failedAt: Date;
}

/**
 * A dead letter whose stored record is damaged, so that its event cannot be read. It can be listed,
 * removed and purged, but not replayed.
 *
 * @publicApi
 */
export interface UnreadableDeadLetter {
  readonly id: string;
  /** As stored. */
  readonly handler: string;
  readonly attempts: number;
  readonly error: StoredError;
  readonly failedAt: Date;
  readonly event?: undefined;
  readonly unreadable: UnreadableRecord;
}

/**
 * What is left of a damaged record.
 *
 * @publicApi
 */
export interface UnreadableRecord {
  /** Which part of it is damaged, and how. */
  readonly reason: string;
  /** The texts of the record as they are stored, by the name that the queue has for them. */
  readonly raw: Readonly<Record<string, string>>;
}

/**
 * What is left of an error that was stored.
 *
 * @publicApi
 */
export interface StoredError {
  readonly message: string;
  readonly stack?: string;
}

/**
 * Which dead letters are meant: those that fit everything that is given.
 *
 * @publicApi
 */
export interface DeadLetterFilter {
  /** Of this handler, `Class.method`. */
  readonly handler?: string;
  /** Given up before this time. */
  readonly before?: Date;
}

/**
 * A part of the dead letters.
 *
 * @publicApi
 */
export interface DeadLetterPage<Letter> {
  /** Those given up first come first. */
  readonly letters: readonly Letter[];
  /** Where the next page begins; `undefined` on the last. */
  readonly next?: string;
}

/**
 * Where a delivery keeps dead letters. Every method rejects when the storage cannot be reached.
 *
 * @publicApi
 */
export interface DeadLetterStore {
  /**
   * Those that fit the filter, at most `limit`.
   *
   * @param from the `next` of the page before.
   */
  list(
    filter: DeadLetterFilter,
    limit: number,
    from?: string,
  ): Promise<DeadLetterPage<StoredDeadLetter | UnreadableDeadLetter>>;

  /** The dead letter of that id; `undefined` where it does not exist. */
  get(id: string): Promise<StoredDeadLetter | UnreadableDeadLetter | undefined>;

  /** How many fit the filter. */
  count(filter: DeadLetterFilter): Promise<number>;

  /**
   * Makes it a job with all its attempts before it. Rejects where it is there, but unreadable.
   *
   * @returns whether it was there.
   */
  replay(id: string): Promise<boolean>;

  /** Leaves those that are unreadable. @returns how many were replayed. */
  replayAll(filter: DeadLetterFilter): Promise<number>;

  /** Forgets it. @returns whether it was there. */
  remove(id: string): Promise<boolean>;

  /** @returns how many were forgotten. */
  purge(filter: DeadLetterFilter): Promise<number>;
}
