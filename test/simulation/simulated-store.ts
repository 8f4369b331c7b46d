import { MemoryIdempotencyStore, type IdempotencyStore } from 'nestjs-misfit-notification';
import { LeaseReferee } from './lease-referee.js';
import { StoreReferee } from './store-referee.js';
import type { World } from './world.js';

export type WrapStore = (store: MemoryIdempotencyStore) => IdempotencyStore;

/** The one store of all processes: the real one, where nothing gets lost. */
export class SimulatedStore {
  readonly referee: StoreReferee;
  readonly leases: LeaseReferee;
  private readonly memory: MemoryIdempotencyStore;

  constructor(world: World, isTrusted: boolean, wrap: WrapStore = (sound) => sound) {
    const { clock, journal } = world;
    this.memory = new MemoryIdempotencyStore({ clock: clock.read });
    this.leases = new LeaseReferee(world);
    this.referee = new StoreReferee(wrap(this.memory), clock, journal, isTrusted, (lapsed, task) =>
      this.leases.lapsed(lapsed, task),
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
