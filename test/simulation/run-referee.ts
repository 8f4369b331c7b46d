import type { MisfitEvent } from 'nestjs-misfit-notification';
import type { Attempt, Task } from './attempt.js';
import type { BackoffReferee } from './backoff-referee.js';
import type { Journal } from './journal.js';
import type { LeaseReferee } from './lease-referee.js';
import type { StoreReferee } from './store-referee.js';

const MAX_OWNERS_AT_ONCE = 16;

/** Judges each start of a handler, and each event that is shown to the observers. */
export class RunReferee {
  constructor(
    private readonly store: StoreReferee,
    private readonly leases: LeaseReferee,
    private readonly backoff: BackoffReferee,
    private readonly journal: Journal,
  ) {}

  started(attempt: Attempt, key: string): void {
    this.journal.note(`${attempt.process.name} runs ${key} of ${attempt.name}`);
    this.checkShutdown(attempt, key);
    this.checkLicence(attempt, key);
    if (attempt.work.has(key)) {
      this.journal.violate('a run starts each task once', `${attempt.name} ${key}`);
    }
    attempt.work.set(key, 'running');
    this.backoff.started(attempt, key);
    this.checkOrder(attempt, key);
  }

  ended(attempt: Attempt, key: string, outcome: 'succeeded' | 'failed'): void {
    this.journal.note(`${attempt.process.name}: ${key} of ${attempt.name} ${outcome}`);
    attempt.work.set(key, outcome);
    if (outcome === 'failed') this.backoff.failed(attempt, key);
  }

  published(attempt: Attempt, event: MisfitEvent): void {
    const what = `${event.id} of ${attempt.name}`;
    this.journal.note(`${attempt.process.name} shows ${what}`);
    const granted = [...(attempt.claim?.granted ?? [])];
    const key = granted.find((task) => !attempt.tasks.has(task));
    if (key === undefined || attempt.published.has(event)) {
      this.journal.violate('observers see each event once', what);
    } else {
      this.checkLicence(attempt, key);
    }
    attempt.published.add(event);
  }

  /** What starts is granted, is not known to be done, and is held by nobody else. */
  private checkLicence(attempt: Attempt, key: string): void {
    const { claim } = attempt;
    const what = `${attempt.name} ${key}`;
    if (claim === undefined || !claim.granted.has(key)) {
      return this.journal.violate('only what was granted runs', what);
    }
    if (claim.repeats.has(key)) this.journal.violate('no recorded success is repeated', what);
    if (this.isBeingRecorded(attempt, key)) {
      this.journal.violate('no process repeats what it is about to record', what);
    }
    // A holder that was taken for hung may have succeeded after all.
    const isDone = this.store.isDone(attempt.messageId, key);
    if (isDone) this.journal.count('repeated: recorded after the grant');
    const holders = this.store.holdersOf(attempt.messageId, key);
    if (!holders.includes(claim)) this.journal.violate('nothing starts without a lease', what);
    if (holders.length > 1) this.journal.violate('of copies at once, one runs', what);
  }

  private isBeingRecorded({ process, messageId }: Attempt, key: string): boolean {
    if (this.store.isDone(messageId, key)) return false;
    return this.store.attemptsAt(messageId, key).some((attempt) => {
      const isOwnSuccess = attempt.process === process && attempt.work.get(key) === 'succeeded';
      return isOwnSuccess && this.leases.isHeld(attempt);
    });
  }

  private checkShutdown(attempt: Attempt, key: string): void {
    const { process, work } = attempt;
    const what = `${process.name}: ${attempt.name} ${key}`;
    if (process.stoppedAt !== undefined) {
      this.journal.violate('nothing starts after the end', what);
    } else if (process.stopsAt !== undefined && work.size === 0) {
      this.journal.violate('nothing is taken on while it shuts down', what);
    }
  }

  private checkOrder(attempt: Attempt, key: string): void {
    const { event } = attempt.tasks.get(key) as Task;
    const index = indexOf(event);
    const owners = new Set<string>();
    for (const [otherKey, state] of attempt.work) {
      const other = (attempt.tasks.get(otherKey) as Task).event;
      if (state === 'running') owners.add(other.ownerId);
      if (other.ownerId !== event.ownerId || other === event) continue;
      if (indexOf(other) > index || state === 'running') {
        const detail = `${attempt.name}: ${key} starts after ${otherKey} (${state})`;
        this.journal.violate("an owner's updates run in their order", detail);
      }
    }
    if (owners.size > MAX_OWNERS_AT_ONCE) {
      this.journal.violate('at most 16 owners at once', `${attempt.name}: ${owners.size}`);
    }
  }
}

function indexOf({ id }: MisfitEvent): number {
  return Number(id.slice(id.lastIndexOf('.') + 1));
}
