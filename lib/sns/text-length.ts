/**
 * Length of all text in a parsed body, unsigned fields at any depth included, in UTF-16 code units.
 * Without recursion, so that deep nesting cannot exhaust the stack.
 */
export function textLengthOf(body: unknown): number {
  let length = 0;
  const seen = new Set<object>();
  const rest: unknown[] = [body];
  while (rest.length > 0) {
    const value = rest.pop();
    if (typeof value === 'string') length += value.length;
    if (typeof value !== 'object' || value === null || seen.has(value)) continue;
    seen.add(value);
    // By descriptors: a field that is a getter must not be read a second time.
    for (const [name, field] of Object.entries(Object.getOwnPropertyDescriptors(value))) {
      length += name.length;
      rest.push(field.value);
    }
  }
  return length;
}
