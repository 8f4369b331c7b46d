// oxlint-disable no-thenable -- handlers may return such
function refuse(): never {
  throw new Error('do not touch');
}

/** Refuses whatever it is asked. */
export function hostile(target: object): object {
  return new Proxy(target, { get: refuse, getPrototypeOf: refuse, has: refuse, ownKeys: refuse });
}

/** What a promise library of its own might return. */
export function thenable(
  then: (resolve: (value: unknown) => void, reject: (error: unknown) => void) => void,
): object {
  return Object.defineProperty({}, 'then', { value: then });
}

/** Throws as soon as it is asked whether it is a promise. */
export function explosive(error: unknown): object {
  return Object.defineProperty({}, 'then', {
    get() {
      throw error;
    },
  });
}
