/** An object as `JSON.parse` creates it. */
export type PlainObject = Readonly<Record<string, unknown>>;

/** Whether a value is an object, but neither an array nor an instance of a class. */
export function isPlainObject(value: unknown): value is PlainObject {
  if (typeof value !== 'object' || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}

/** The value of an own property; `undefined` for an inherited one, which no sender has written. */
export function ownValue(object: PlainObject, key: string): unknown {
  return Object.hasOwn(object, key) ? object[key] : undefined;
}
