import { randomUUID } from 'node:crypto';
import { isPlainObject, type PlainObject } from '../validation/plain-object.js';

/**
 * How much structure an envelope may have: characters outside its strings, and one for each string.
 * A message has about 60, an attribute adds about 30. JSON that is all structure takes a hundred
 * times as long to parse as a string of its length.
 */
const MAX_STRUCTURE = 4_096;

/** The one string of an envelope that is ever long, and the field that SNS writes behind it. */
const MESSAGE_KEY = '"Message"';
const NEXT_KEY = '"Timestamp"';

/** Takes the place of the `Message`. No sender can write it: it is never disclosed. */
const STAND_IN = randomUUID();

/** Part of a string, up to a thousand escapes: matching needs stack space for each of them. */
const INSIDE_STRING = /[^"\\]*(?:\\[^][^"\\]*){0,1000}/y;

/**
 * `JSON.parse` for a text that should be an SNS message. Any other text is refused cheaply.
 *
 * @returns `undefined` when the text has more structure than an envelope may have.
 * @throws SyntaxError when the text is not JSON.
 */
export function parseEnvelope(text: string): unknown {
  if (text.length <= MAX_STRUCTURE) return JSON.parse(text);
  const envelope = parseInTwo(text);
  if (envelope !== undefined) return envelope;
  return hasLittleStructure(text) ? JSON.parse(text) : undefined;
}

/**
 * Parses the `Message` by itself, and the short rest with a stand-in for it. Nothing has to be
 * scanned for that, which would make a large message 5 % slower. Where the `Message` begins and ends
 * is guessed. A wrong guess has no effect: either the piece is not exactly one string, or the rest
 * is not JSON, or the stand-in does not come out of it as the `Message`.
 *
 * @returns `undefined` when that does not work.
 */
function parseInTwo(text: string): PlainObject | undefined {
  const start = text.indexOf('"', text.indexOf(MESSAGE_KEY) + MESSAGE_KEY.length);
  const end = text.lastIndexOf('"', text.lastIndexOf(NEXT_KEY) - 1) + 1;
  if (start >= end || start + text.length - end > MAX_STRUCTURE) return undefined;
  try {
    const rest: unknown = JSON.parse(`${text.slice(0, start)}"${STAND_IN}"${text.slice(end)}`);
    if (!isPlainObject(rest) || rest['Message'] !== STAND_IN) return undefined;
    return Object.assign(rest, { Message: JSON.parse(text.slice(start, end)) as unknown });
  } catch {
    return undefined;
  }
}

function hasLittleStructure(text: string): boolean {
  // Blanks at the end are cheap, and bring a text to a round size.
  const { length } = text.trimEnd();
  let structure = 0;
  let index = 0;
  while (index < length) {
    const quote = text.indexOf('"', index);
    structure += (quote < 0 ? length : quote) - index + 1;
    if (structure > MAX_STRUCTURE) return false;
    if (quote < 0) return true;
    index = endOfString(text, quote);
  }
  return true;
}

/** The index behind the string that begins at `start`. It ends with the text at the latest. */
function endOfString(text: string, start: number): number {
  let index = start + 1;
  while (text[index] !== '"') {
    INSIDE_STRING.lastIndex = index;
    INSIDE_STRING.test(text);
    if (INSIDE_STRING.lastIndex === index) return text.length;
    index = INSIDE_STRING.lastIndex;
  }
  return index + 1;
}
