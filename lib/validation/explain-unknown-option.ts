import { closest, distance } from 'fastest-levenshtein';
import { logText } from '../common/log-text.js';

/** A misspelt name may have two wrong letters, or a third of its letters if that is more. */
const maxDistance = ({ length }: string): number => Math.max(2, length / 3);

/**
 * The error for an option that does not exist: it names the option that was probably meant.
 *
 * @param known the options that exist here.
 * @param misplaced the options that exist elsewhere, with a text that says where.
 */
export function explainUnknownOption(
  option: string,
  known: readonly string[],
  misplaced: Readonly<Record<string, string>>,
): string {
  const unknown = `unknown option ${logText(option)}`;
  if (Object.hasOwn(misplaced, option)) return `${option} ${misplaced[option]}`;
  const meant = closestTo(option, [...known, ...Object.keys(misplaced)]);
  if (meant !== undefined) return `${unknown}: did you mean ${meant}?`;
  return `${unknown}: the options are ${known.join(', ')}`;
}

function closestTo(option: string, names: readonly string[]): string | undefined {
  const byLowerCase = new Map(names.map((name) => [name.toLowerCase(), name]));
  const lowerCase = option.toLowerCase();
  const meant = closest(lowerCase, [...byLowerCase.keys()]);
  const isClose = distance(lowerCase, meant) <= maxDistance(meant);
  return isClose ? byLowerCase.get(meant) : undefined;
}
