import type { GuardedStore } from '../in-process/guarded-store.js';

/** A message that SNS never sends: its ids are random UUIDs. */
const MESSAGE_ID = '00000000-0000-0000-0000-000000000000';

const TASK = 'health check';

/** Long enough for the release, in ms. */
const LEASE = 5_000;

/**
 * Claims a task and releases it again, as a delivery does: a store that answers but refuses to
 * write is not good enough. Leaves nothing behind. Of several instances that do so at the same
 * time, all but one find the task busy, which is an answer too.
 *
 * @throws DeliveryError if the store fails.
 */
export async function probeStore(store: GuardedStore): Promise<void> {
  const claim = await store.claim(MESSAGE_ID, [TASK], LEASE);
  if (claim.granted.length > 0) await store.release(claim, claim.granted);
}
