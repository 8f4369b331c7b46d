import { MemoryIdempotencyStore, type IdempotencyStore } from 'nestjs-misfit-notification';
import { judgeLapse } from './run-referee.js';
import { StoreReferee } from './store-referee.js';
import type { World } from './world.js';

export type WrapStore = (store: MemoryIdempotencyStore) => IdempotencyStore;

/** A run holds on to what is at work for so many times `handlerTimeout` after its answer. */
const MAX_HOLD = 4;

/** The one store of all processes: the real one, where nothing gets lost. */
export class SimulatedStore {
  readonly referee: StoreReferee;
  private readonly memory: MemoryIdempotencyStore;

  constructor(
    { clock, journal, scenario }: World,
    isTrusted: boolean,
    wrap: WrapStore = (sound) => sound,
  ) {
    this.memory = new MemoryIdempotencyStore({ clock: clock.read });
    const maxHold = MAX_HOLD * scenario.handlerTimeout;
    this.referee = new StoreReferee(wrap(this.memory), clock, journal, isTrusted, (lapsed, task) =>
      judgeLapse(lapsed, task, maxHold, journal),
    );
  }

  /** The tasks that nobody may claim at that time. */
  leasesAt(now: number): string[] {
    return [...this.memory['messages']].flatMap(([id, { leases }]) =>
      leases
        .filter(({ until }) => until > now)
        .flatMap(({ tasks }) => tasks.map((task) => `${id} ${task}`)),
    );
  }
}
