import type {
  IdempotencyStore,
  MemoryIdempotencyStore,
  TaskClaim,
} from 'nestjs-misfit-notification';
import type { WrapStore } from './simulated-store.js';

export interface BrokenStore {
  readonly wrap: WrapStore;
  /** The invariant that suffers. */
  readonly breaks: string;
}

function storeWith(
  breaks: string,
  broken: (store: MemoryIdempotencyStore) => Partial<IdempotencyStore>,
): BrokenStore {
  const wrap: WrapStore = (store) => ({
    claim: store.claim.bind(store),
    renew: store.renew.bind(store),
    complete: store.complete.bind(store),
    release: store.release.bind(store),
    ...broken(store),
  });
  return { wrap, breaks };
}

/** Each breaks one sentence of the contract of `IdempotencyStore`. */
export const BROKEN_STORES: Readonly<Record<string, BrokenStore>> = {
  'grants what another holds': storeWith('of copies at once, one runs', (store) => ({
    claim: (...args) => {
      const claim = store.claim(...args);
      return { ...claim, granted: [...claim.granted, ...claim.busy], busy: [] };
    },
  })),
  'forgets every tenth completion': storeWith('no recorded success is repeated', (store) => {
    let completions = 0;
    return {
      complete: (claim, tasks, retainMs) => {
        if (++completions % 10 === 0) store.release(claim, tasks);
        else store.complete(claim, tasks, retainMs);
      },
    };
  }),
  'takes what is held for done': storeWith('200 means that all is done and recorded', (store) => ({
    claim: (...args) => ({ ...store.claim(...args), busy: [] }),
  })),
  'takes what is given back for done': storeWith(
    '200 means that all is done and recorded',
    (store) => ({
      release: (claim, tasks) => store.complete(claim, tasks, 70 * 60 * 1000),
    }),
  ),
  'keeps leases for ever': storeWith('when all is calm, all can be done', (store) => ({
    claim: (messageId, tasks) => store.claim(messageId, tasks, Infinity),
  })),
  'renews nothing': storeWith('of copies at once, one runs', () => ({ renew: () => undefined })),
  'lets anybody give back what another holds': storeWith('of copies at once, one runs', (store) => {
    const latest = new Map<string, TaskClaim>();
    return {
      claim: (...args) => {
        const claim = store.claim(...args);
        if (claim.granted.length > 0) latest.set(claim.messageId, claim);
        return claim;
      },
      release: (claim, tasks) => store.release(latest.get(claim.messageId) ?? claim, tasks),
    };
  }),
};
