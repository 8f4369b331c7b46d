/** Number of names in a message: an application may have many handlers. */
const MAX_NAMES = 20;

/** The names of handlers, for a message. */
export function listNames(names: readonly string[]): string {
  if (names.length === 0) return 'no handlers';
  const shown = names.toSorted().slice(0, MAX_NAMES).join(', ');
  const rest = names.length - MAX_NAMES;
  return rest > 0 ? `${shown} and ${rest} more` : shown;
}
