import { MalformedNotificationError } from './errors.js';

/** Messages up to this size are parsed without a check, since that takes little time. */
const SMALL = 1_000;

/** An update has some 150 characters. */
const MIN_LENGTH_PER_UPDATE = 64;
const MIN_LENGTH_PER_BRACKET = 4;

/** Levels of objects and arrays in an update. `JSON.stringify` fails at a few thousand. */
const MAX_DEPTH = 100;

/** The elements of a message's array, whatever they are. */
export interface UpdateList {
  readonly updates: readonly unknown[];
  /** False unless an update has fields that are objects or arrays. */
  readonly mayBeNested: boolean;
}

/**
 * Parses the text of a notification. SNS has verified who wrote it, but not what: a text that would
 * take much longer to parse, or to report, than updates of its length is refused.
 *
 * @throws MalformedNotificationError when it is no JSON array, or such a text.
 */
export function parseUpdateList(text: string): UpdateList {
  const maxBrackets = SMALL + text.length / MIN_LENGTH_PER_BRACKET;
  const brackets = countUpTo(maxBrackets, '[', text) + countUpTo(maxBrackets, '{', text);
  if (brackets > maxBrackets) {
    throw new MalformedNotificationError('the Message is all brackets');
  }
  const updates = parseArray(text);
  if (updates.length > SMALL + text.length / MIN_LENGTH_PER_UPDATE) {
    throw new MalformedNotificationError(
      `the Message has ${updates.length} elements, too short for updates`,
    );
  }
  // One bracket for the array and one for each flat update.
  return { updates, mayBeNested: brackets > updates.length + 1 };
}

/** Whether objects and arrays in an update go more than 100 levels deep. */
export function isTooDeep(value: unknown, levels = MAX_DEPTH): boolean {
  if (typeof value !== 'object' || value === null) return false;
  if (levels === 0) return true;
  return Object.values(value).some((inner) => isTooDeep(inner, levels - 1));
}

function parseArray(text: string): unknown[] {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw new MalformedNotificationError('the Message is not JSON', { cause });
  }
  if (Array.isArray(value)) return value;
  throw new MalformedNotificationError('the Message is not a JSON array');
}

/** How often a character occurs, or a number above the maximum if that is more often. */
function countUpTo(maximum: number, character: string, text: string): number {
  let count = 0;
  let index = text.indexOf(character);
  while (index >= 0 && count <= maximum) {
    count++;
    index = text.indexOf(character, index + 1);
  }
  return count;
}
