import { MalformedNotificationError } from './errors.js';

/**
 * This many elements or opening brackets take little time to parse, whatever the length of the
 * text.
 */
const ALWAYS_ALLOWED = 1_000;

/**
 * A text with more elements or opening brackets must have this many characters for each of the
 * rest. An update has about 150 characters and one bracket.
 */
const LENGTH_PER_UPDATE = 64;
const LENGTH_PER_BRACKET = 4;

/** Levels of objects and arrays in an update. `JSON.stringify` fails at a few thousand. */
const MAX_DEPTH = 100;

/** The elements of a message's array. They are not checked yet. */
export interface UpdateList {
  readonly updates: readonly unknown[];
  /** False if the text has no brackets but those of the array and of flat objects in it. */
  readonly mayBeNested: boolean;
}

/**
 * Parses the text of a notification. A valid signature does not make the text harmless: a text is
 * refused if its parsing or its errors would cost much more than updates of the same length.
 *
 * @throws MalformedNotificationError if the text is not a JSON array, or is refused for its cost.
 */
export function parseUpdateList(text: string): UpdateList {
  const maxBrackets = ALWAYS_ALLOWED + text.length / LENGTH_PER_BRACKET;
  const brackets = countUpTo(maxBrackets, '[', text) + countUpTo(maxBrackets, '{', text);
  if (brackets > maxBrackets) {
    throw new MalformedNotificationError('the Message is mostly brackets');
  }
  const updates = parseArray(text);
  if (updates.length > ALWAYS_ALLOWED + text.length / LENGTH_PER_UPDATE) {
    throw new MalformedNotificationError(
      `the Message has ${updates.length} elements, too short for updates`,
    );
  }
  return { updates, mayBeNested: brackets > 1 + countObjects(updates) };
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

function countObjects(values: readonly unknown[]): number {
  let count = 0;
  for (const value of values) if (typeof value === 'object' && value !== null) count++;
  return count;
}

/** How often a character occurs. Stops counting above the maximum. */
function countUpTo(maximum: number, character: string, text: string): number {
  let count = 0;
  let index = text.indexOf(character);
  while (index >= 0 && count <= maximum) {
    count++;
    index = text.indexOf(character, index + 1);
  }
  return count;
}
