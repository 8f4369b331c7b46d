import type { IdempotencyStore, TaskClaim } from 'nestjs-misfit-notification';
import type { Attempt, ClaimRecord } from './attempt.js';
import type { Journal } from './journal.js';
import type { VirtualClock } from './virtual-clock.js';

interface MessageState {
  readonly done: Set<string>;
  claims: ClaimRecord[];
  readonly history: ClaimRecord[];
}

/**
 * Stands where the calls reach the store, and holds it to its contract: what is done is never
 * granted again, and what a lease covers to nobody else.
 */
export class StoreReferee {
  private readonly messages = new Map<string, MessageState>();
  private readonly claims = new Map<string, ClaimRecord>();

  constructor(
    private readonly store: IdempotencyStore,
    private readonly clock: VirtualClock,
    private readonly journal: Journal,
    /** Whether a breach of contract is left to show in what follows from it. */
    private readonly isTrusted: boolean,
    /** Judges that a claim has lost its lease while it held this task. */
    private readonly onLapse: (lapsed: ClaimRecord, task: string) => void,
  ) {}

  isDone(messageId: string, task: string): boolean {
    return this.stateOf(messageId).done.has(task);
  }

  holdersOf(messageId: string, task: string): ClaimRecord[] {
    const { claims } = this.stateOf(messageId);
    return claims.filter(({ until, held }) => until > this.clock.now && held.has(task));
  }

  /** Who was ever granted a task. */
  attemptsAt(messageId: string, task: string): Attempt[] {
    const granted = this.stateOf(messageId).history.filter((record) => record.granted.has(task));
    return granted.map(({ attempt }) => attempt);
  }

  recordOf(claim: TaskClaim): ClaimRecord {
    const record = this.claims.get(claim.token);
    if (record === undefined) throw new Error('a claim that the store has not given');
    return record;
  }

  claim(attempt: Attempt, tasks: readonly string[], leaseMs: number): TaskClaim {
    const state = this.stateOf(attempt.messageId);
    const claim = this.store.claim(attempt.messageId, tasks, leaseMs) as TaskClaim;
    this.dropLapsed(state, new Set(claim.granted));
    const expected = this.free(state, tasks);
    if (!this.isTrusted) this.compare(attempt, expected, claim, tasks, state);
    const record: ClaimRecord = {
      token: claim.token,
      attempt,
      granted: new Set(claim.granted),
      repeats: new Set(claim.granted.filter((task) => state.done.has(task))),
      held: new Set(claim.granted),
      until: this.clock.now + leaseMs,
      isRevived: false,
      disturbedAt: -Infinity,
    };
    this.claims.set(claim.token, record);
    if (record.held.size > 0) state.claims.push(record);
    state.history.push(record);
    return claim;
  }

  renew(claim: TaskClaim, leaseMs: number): void {
    void this.store.renew(claim, leaseMs);
    const record = this.recordOf(claim);
    if (record.held.size === 0) return;
    if (record.until <= this.clock.now) this.revive(record);
    record.until = this.clock.now + leaseMs;
  }

  complete(claim: TaskClaim, tasks: readonly string[], retainMs: number): void {
    void this.store.complete(claim, tasks, retainMs);
    const record = this.recordOf(claim);
    const { done } = this.stateOf(claim.messageId);
    for (const task of tasks) {
      record.held.delete(task);
      done.add(task);
    }
  }

  release(claim: TaskClaim, tasks: readonly string[]): void {
    void this.store.release(claim, tasks);
    const record = this.recordOf(claim);
    for (const task of tasks) record.held.delete(task);
  }

  private dropLapsed(state: MessageState, granted: ReadonlySet<string>): void {
    const { now } = this.clock;
    state.claims = state.claims.filter((record) => {
      const isForgotten = record.isRevived && [...record.held].some((task) => granted.has(task));
      if (record.until > now && !isForgotten) return true;
      if (!isForgotten) this.judgeLapse(record);
      record.held.clear();
      return false;
    });
  }

  private revive(record: ClaimRecord): void {
    this.judgeLapse(record);
    record.isRevived = true;
  }

  private judgeLapse(record: ClaimRecord): void {
    const { done } = this.stateOf(record.attempt.messageId);
    for (const task of record.held) if (!done.has(task)) this.onLapse(record, task);
  }

  private free({ done, claims }: MessageState, tasks: readonly string[]): string[] {
    const busy = new Set(claims.flatMap(({ held }) => [...held]));
    return tasks.filter((task) => !done.has(task) && !busy.has(task));
  }

  private compare(
    attempt: Attempt,
    expected: readonly string[],
    { granted, busy }: TaskClaim,
    tasks: readonly string[],
    { done }: MessageState,
  ): void {
    const expectedBusy = tasks.filter((task) => !done.has(task) && !expected.includes(task));
    if (String(granted) === String(expected) && String(busy) === String(expectedBusy)) return;
    this.journal.violate(
      'the store grants exactly what is neither done nor held',
      `${attempt.name} was granted [${String(granted)}], busy [${String(busy)}], instead of [${String(expected)}], busy [${String(expectedBusy)}]`,
    );
  }

  private stateOf(messageId: string): MessageState {
    let state = this.messages.get(messageId);
    if (state === undefined)
      this.messages.set(messageId, (state = { done: new Set(), claims: [], history: [] }));
    return state;
  }
}
