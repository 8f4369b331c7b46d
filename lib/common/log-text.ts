/** Longest text from outside that a log line repeats, in UTF-16 code units. */
const MAX_LENGTH = 100;

/** Control and format characters (bidirectional marks among them), lone surrogates, separators. */
const UNPRINTABLE = /[\p{C}\p{Zl}\p{Zp}]/gu;

/**
 * Text from outside in a form that is safe in a log line: it cannot start a line of its own, hide
 * what follows it, or fill the log.
 */
export function logText(text: string, maxLength = MAX_LENGTH): string {
  const kept = text.length > maxLength ? `${text.slice(0, maxLength)}…` : text;
  return kept.replace(UNPRINTABLE, escapeSequenceOf);
}

function escapeSequenceOf(character: string): string {
  return `\\u{${(character.codePointAt(0) as number).toString(16)}}`;
}
