/** Longer than any ARN of a topic. */
const MAX_LENGTH = 400;

/** Only a text with one of these can be a connection string, which may hold a password. */
const MAY_HOLD_CREDENTIALS = /:\/\/|@/;

/**
 * Shows an invalid value in an error. Errors end up in logs, so the content of an object is never
 * shown, and a text only if it cannot be a secret.
 *
 * @param isPrintable whether the option's strings are not secret.
 */
export function showValue(value: unknown, isPrintable: boolean): string {
  if (typeof value === 'function') return 'a function';
  if (typeof value === 'string') return showText(value, isPrintable);
  if (Array.isArray(value)) {
    const items = value.map((item) => showValue(item, isPrintable));
    return `[${items.join(',')}]`.slice(0, MAX_LENGTH);
  }
  if (typeof value !== 'object' || value === null) return String(value);
  return Object.keys(value).length === 0 ? '{}' : '{…}';
}

function showText(text: string, isPrintable: boolean): string {
  if (!isPrintable || MAY_HOLD_CREDENTIALS.test(text)) {
    return `a string of ${text.length} characters`;
  }
  return JSON.stringify(text).slice(0, MAX_LENGTH);
}
