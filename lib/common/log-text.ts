/** Maximum length of external text in a log line, in UTF-16 code units. */
const MAX_LENGTH = 100;

/** Control and format characters (bidirectional marks among them), lone surrogates, separators. */
const UNPRINTABLE = /[\p{C}\p{Zl}\p{Zp}]/gu;

/**
 * Makes external text safe for a log line: it cannot start a new line, hide the text after it, or
 * fill the log.
 */
export function logText(text: string, maxLength = MAX_LENGTH): string {
  const kept = text.length > maxLength ? `${text.slice(0, maxLength)}…` : text;
  return kept.replace(UNPRINTABLE, escapeSequenceOf);
}

function escapeSequenceOf(character: string): string {
  return `\\u{${(character.codePointAt(0) as number).toString(16)}}`;
}
