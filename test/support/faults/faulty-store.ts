import { MemoryIdempotencyStore, type IdempotencyStore } from 'nestjs-misfit-notification';

/** Ways in which a store may fail. */
export const FAULTS = {
  rejects: () => Promise.reject(new Error('no connection')) as never,
  'rejects with nothing': () => Promise.reject() as never,
  hangs: () => new Promise(() => {}) as never,
  'throws at once': (): never => {
    throw new Error('no connection');
  },
} as const;

export interface FaultyStore extends IdempotencyStore {
  isBroken: boolean;
}

/** A store of which the named methods fail while `isBroken`. */
export function faultyStore(
  methods: readonly (keyof IdempotencyStore)[],
  fault: () => never,
): FaultyStore {
  const memory = new MemoryIdempotencyStore();
  const store: FaultyStore = {
    isBroken: true,
    claim: memory.claim.bind(memory),
    renew: memory.renew.bind(memory),
    complete: memory.complete.bind(memory),
    release: memory.release.bind(memory),
  };
  for (const method of methods) {
    const sound = store[method] as (...args: unknown[]) => unknown;
    const failing = (...args: unknown[]) => (store.isBroken ? fault() : sound(...args));
    Object.assign(store, { [method]: failing });
  }
  return store;
}
