import { randomUUID } from 'node:crypto';
import { isPlainObject, type PlainObject } from '../validation/plain-object.js';

/**
 * How much structure an envelope may have: the characters outside its strings, plus one for each
 * string. A message has about 60, and an attribute adds about 30. JSON that is all structure takes
 * a hundred times as long to parse as a string of the same length.
 */
const MAX_STRUCTURE = 4_096;

/** The only field of an envelope whose text can be long, and the field that SNS writes after it. */
const MESSAGE_KEY = '"Message"';
const NEXT_KEY = '"Timestamp"';

/** Takes the place of the `Message`. No sender can write it, because nothing discloses it. */
const STAND_IN = randomUUID();

/** Part of a string, with at most a thousand escapes: each escape needs stack space to match. */
const INSIDE_STRING = /[^"\\]*(?:\\[^][^"\\]*){0,1000}/y;

/**
 * `JSON.parse` for a text that should be an SNS message. A text that would take much longer to
 * parse is refused at little cost.
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
 * Parses the `Message` by itself, and then the short rest, in which `STAND_IN` replaces it. Guesses
 * where the `Message` begins and ends, because a scan would make a large message 5 % slower. A
 * wrong guess is always noticed: the piece is not exactly one string, or the rest is not JSON, or
 * the `Message` of the rest is not `STAND_IN`.
 *
 * @returns `undefined` after a wrong guess.
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
  // Blanks at the end cost little: a sender may pad the text with them.
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

/** The index after the string that begins at `start`: the end of the text if nothing closes it. */
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
