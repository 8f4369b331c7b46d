import { logText } from '../../common/log-text.js';
import type { StoredDeadLetter, UnreadableDeadLetter } from '../../delivery/dead-letter-store.js';

export type Letter = StoredDeadLetter | UnreadableDeadLetter;

/** The update of a letter, on one line: `goals.updated of ada`. */
export function updateText(letter: Letter): string {
  if ('unreadable' in letter) return 'unreadable';
  const { type, action, ownerId } = letter.update;
  return logText(`${type}.${action} of ${ownerId}`);
}

export function errorText({ error }: Letter, maxLength: number): string {
  return logText(error.message, maxLength);
}
