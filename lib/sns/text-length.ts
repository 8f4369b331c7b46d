/** Levels of objects in a message: its attributes, and the fields of each of them. */
const LEVELS = 3;

/** Length of all text in a parsed body, unsigned fields included, in UTF-16 code units. */
export function textLengthOf(value: unknown, levels = LEVELS): number {
  if (typeof value === 'string') return value.length;
  if (typeof value !== 'object' || value === null || levels === 0) return 0;
  let length = 0;
  // By descriptors: a field that is a getter must not be read a second time.
  for (const [name, field] of Object.entries(Object.getOwnPropertyDescriptors(value))) {
    length += name.length + textLengthOf(field.value, levels - 1);
  }
  return length;
}
