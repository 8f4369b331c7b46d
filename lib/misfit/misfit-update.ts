import { IsNotEmpty, IsString } from 'class-validator';
import { rule } from '../validation/rule.js';
import { parseUpdateTime } from './update-time.js';

const IsUpdateTime = rule(
  'isUpdateTime',
  'a time in ISO 8601 or as "2014-10-17 13:00:00 UTC"',
  (value) => !Number.isNaN(parseUpdateTime(value)),
);

/**
 * One update as Misfit sends it: an element of the array in a notification's `Message`.
 *
 * @publicApi
 */
export class MisfitUpdate {
  /** Kind of the changed object, such as `goals`. */
  @IsString()
  @IsNotEmpty()
  readonly type!: string;

  /** What happened to the object: `created`, `updated` or `deleted`. */
  @IsString()
  @IsNotEmpty()
  readonly action!: string;

  /** Identifies the object in Misfit's API. */
  @IsString()
  @IsNotEmpty()
  readonly id!: string;

  /** The Misfit user who owns the object. */
  @IsString()
  @IsNotEmpty()
  readonly ownerId!: string;

  /**
   * When the object changed, in ISO 8601 or as `2014-10-17 13:00:00 UTC`. A time without a zone is
   * in UTC.
   */
  @IsUpdateTime()
  readonly updatedAt!: string;
}

/** Gives the same result as the rules of `MisfitUpdate`, at a tenth of their cost. */
export function isMisfitUpdate(value: unknown): value is MisfitUpdate {
  return !Number.isNaN(timeOfUpdate(value));
}

/** The `updatedAt` of an update in ms since 1970; `NaN` if the value is not a `MisfitUpdate`. */
export function timeOfUpdate(value: unknown): number {
  if (typeof value !== 'object' || value === null) return NaN;
  const { type, action, id, ownerId, updatedAt } = value as Record<keyof MisfitUpdate, unknown>;
  const isComplete = isFilled(type) && isFilled(action) && isFilled(id) && isFilled(ownerId);
  return isComplete ? parseUpdateTime(updatedAt) : NaN;
}

function isFilled(value: unknown): value is string {
  return typeof value === 'string' && value !== '';
}
