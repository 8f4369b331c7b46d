import type { Awaitable, IdempotencyStore, TaskClaim } from 'nestjs-misfit-notification';
import type { Attempt, ClaimRecord, Process } from './attempt.js';
import { drawPassage, type Passage } from './network.js';
import type { StoreReferee } from './store-referee.js';
import type { World } from './world.js';

/** From this part of `handlerTimeout` on, the way to the store and back may cost a lease. */
const SLOW = 1 / 10;

/** What one process has of the store that all share: the network in between, and its faults. */
export class StoreLink implements IdempotencyStore {
  /** Whose claim the next one is; set while `accept` is called. */
  accepting: Attempt | undefined;

  constructor(
    private readonly world: World,
    private readonly slot: number,
    private readonly process: Process,
    private readonly referee: StoreReferee,
  ) {}

  claim(messageId: string, tasks: readonly string[], leaseMs: number): Awaitable<TaskClaim> {
    const { referee } = this;
    const attempt = this.accepting;
    if (attempt?.messageId !== messageId) throw new Error('a claim outside of accept()');
    let record: ClaimRecord | undefined;
    return this.call(`claim for ${attempt.name}`, {
      apply: () => {
        const claim = referee.claim(attempt, tasks, leaseMs);
        record = referee.recordOf(claim);
        return claim;
      },
      describe: ({ granted, busy }) => `granted [${String(granted)}], busy [${String(busy)}]`,
      onAnswer: () => (attempt.claim = record),
      // The call is disturbed before there is a record of it, or after.
      onDisturbance: () => record && (record.disturbedAt = this.world.clock.now),
    });
  }

  renew(claim: TaskClaim, leaseMs: number): Awaitable<void> {
    return this.update('renew', claim, [], (referee) => referee.renew(claim, leaseMs));
  }

  complete(claim: TaskClaim, tasks: readonly string[], retainMs: number): Awaitable<void> {
    const done = [...tasks];
    return this.update('complete', claim, done, (referee) =>
      referee.complete(claim, done, retainMs),
    );
  }

  release(claim: TaskClaim, tasks: readonly string[]): Awaitable<void> {
    const undone = [...tasks];
    return this.update('release', claim, undone, (referee) => referee.release(claim, undone));
  }

  private update(
    method: string,
    claim: TaskClaim,
    tasks: readonly string[],
    apply: (referee: StoreReferee) => void,
  ): Awaitable<void> {
    const { referee } = this;
    const record = referee.recordOf(claim);
    return this.call(`${method} [${String(tasks)}] of ${record.attempt.name}`, {
      apply: () => apply(referee),
      describe: () => '',
      onAnswer: () => undefined,
      onDisturbance: () => (record.disturbedAt = this.world.clock.now),
    });
  }

  private call<T>(what: string, call: StoreCall<T>): Awaitable<T> {
    if (!this.process.isAlive) return new Promise(() => {});
    const passage = drawPassage(this.world, this.slot);
    if (passage.fault !== undefined) {
      call.onDisturbance();
      this.world.journal.note(`store: ${what} will fail (${passage.fault})`);
    }
    const { isStoreLocal } = this.world.scenario;
    return isStoreLocal ? this.callLocal(what, call, passage) : this.send(what, call, passage);
  }

  private callLocal<T>(what: string, call: StoreCall<T>, { fault }: Passage): T {
    const isApplied = fault === undefined || fault.startsWith('answer');
    const result = isApplied ? this.apply(what, call) : undefined;
    if (fault !== undefined) {
      call.onDisturbance();
      throw new Error('store down');
    }
    call.onAnswer();
    return result as T;
  }

  private send<T>(what: string, call: StoreCall<T>, { fault, there, back }: Passage): Promise<T> {
    const { scenario, clock } = this.world;
    const isSlow = there + back > scenario.handlerTimeout * SLOW;
    return new Promise((resolve, reject) => {
      if (isSlow) call.onDisturbance();
      if (fault === 'hangs') return;
      clock.after(there, () => {
        const result = fault === 'refused' ? undefined : this.apply(what, call);
        if (fault !== undefined || isSlow) call.onDisturbance();
        if (fault === 'answer lost' || fault === 'late') return;
        clock.after(back, () => {
          if (!this.process.isAlive) return;
          if (fault !== undefined) return reject(new Error('store down'));
          call.onAnswer();
          resolve(result as T);
        });
      });
    });
  }

  private apply<T>(what: string, call: StoreCall<T>): T {
    const result = call.apply();
    this.world.journal.note(`store: ${what} ${call.describe(result)}`.trimEnd());
    return result;
  }
}

interface StoreCall<T> {
  readonly apply: () => T;
  readonly describe: (result: T) => string;
  readonly onAnswer: () => void;
  readonly onDisturbance: () => void;
}
