import * as fc from 'fast-check';
import type { IdempotencyStore, TaskClaim } from 'nestjs-misfit-notification';
import { NaiveStore, type TaskState } from './naive-store.js';

/** Milliseconds; so long that what a test itself takes makes no difference. */
export const LEASE = 100_000;
export const RETENTION = 1_000_000;

const MESSAGE_IDS = ['m', 'n', 'o', 'p', 'q', 'r'];

/** Steps are data: a counterexample then says what it does. */
export type Step =
  | { readonly do: 'claim'; readonly messageId: string; readonly tasks: readonly string[] }
  | { readonly do: 'complete' | 'release'; readonly claim: number; readonly tasks: string[] }
  | { readonly do: 'renew'; readonly claim: number }
  | { readonly do: 'wait'; readonly milliseconds: number };

export interface WorldOptions {
  readonly store: IdempotencyStore;
  /** Lets time pass for the store. */
  readonly pass: (milliseconds: number) => void | Promise<void>;
  /** Messages that the store has room for. */
  readonly room?: number;
}

/** A store, and next to it a naive one that says what it should do. */
export class StoreWorld {
  readonly mistakes: string[] = [];
  private readonly model = new NaiveStore();
  private readonly claims: TaskClaim[] = [];
  private readonly store: IdempotencyStore;
  private readonly forgets: boolean;
  private now = 0;

  constructor(private readonly options: WorldOptions) {
    this.store = options.store;
    this.forgets = (options.room ?? Infinity) < MESSAGE_IDS.length;
  }

  async take(step: Step): Promise<void> {
    if (step.do === 'claim') return this.claim(step.messageId, step.tasks);
    if (step.do === 'wait') return this.wait(step.milliseconds);
    const claim = this.pick(step.claim);
    if (claim === undefined) return undefined;
    if (step.do === 'renew') return this.renew(claim);
    return this[step.do](claim, within(claim, step.tasks));
  }

  /** One of the claims made so far; the later ones more often than not. */
  private pick(number: number): TaskClaim | undefined {
    return this.claims.at(-1 - (number % Math.max(1, this.claims.length)));
  }

  private async wait(milliseconds: number): Promise<void> {
    await this.options.pass(milliseconds);
    this.now += milliseconds;
  }

  private async claim(messageId: string, tasks: readonly string[]): Promise<void> {
    const { model, now, store } = this;
    const claim = await store.claim(messageId, tasks, LEASE);
    for (const task of tasks) {
      const state = model.stateOf(messageId, task, now);
      const found = finding(claim, task);
      const mayBeGone = state === 'forgettable' || (state === 'done' && this.forgets);
      const isRight = found === state || (mayBeGone && found !== 'busy');
      if (!isRight) this.mistakes.push(`${messageId} ${task} is ${state}, but found ${found}`);
      if (found === 'free') model.grant(messageId, task, claim.token, now + LEASE);
    }
    this.claims.push(claim);
  }

  private async renew(claim: TaskClaim): Promise<void> {
    const { model, now, store } = this;
    const held = claim.granted.filter((task) => this.holds(claim, task));
    // Whether a lease that has run out can be renewed while nobody wants it is left open.
    if (held.length === 0) return;
    await store.renew(claim, LEASE);
    for (const task of held) model.renew(claim.messageId, task, now + LEASE);
  }

  private async complete(claim: TaskClaim, tasks: readonly string[]): Promise<void> {
    const { model, now, store } = this;
    await store.complete(claim, tasks, RETENTION);
    for (const task of tasks) model.complete(claim.messageId, task, now + RETENTION);
    this.giveUp(claim, tasks);
  }

  private async release(claim: TaskClaim, tasks: readonly string[]): Promise<void> {
    await this.store.release(claim, tasks);
    this.giveUp(claim, tasks);
  }

  private giveUp(claim: TaskClaim, tasks: readonly string[]): void {
    for (const task of tasks) {
      if (this.holds(claim, task)) this.model.free(claim.messageId, task);
    }
  }

  private holds({ messageId, token }: TaskClaim, task: string): boolean {
    return this.model.holds(messageId, task, token, this.now);
  }
}

const messageId = fc.constantFrom(...MESSAGE_IDS);
const tasks = fc.subarray(['a', 'b', 'c', 'd']);
const claim = fc.nat({ max: 5 });

const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({ do: fc.constant('claim' as const), messageId, tasks }),
  fc.record({ do: fc.constantFrom('complete' as const, 'release' as const), claim, tasks }),
  fc.record({ do: fc.constant('renew' as const), claim }),
  fc.record({
    do: fc.constant('wait' as const),
    milliseconds: fc.constantFrom(LEASE / 100, 0.4 * LEASE, LEASE, 3 * LEASE, RETENTION),
  }),
);

export const steps = fc.array(step, { maxLength: 60, size: 'max' });

function finding({ granted, busy }: TaskClaim, task: string): TaskState {
  if (granted.includes(task)) return 'free';
  return busy.includes(task) ? 'busy' : 'done';
}

function within({ granted }: TaskClaim, wanted: readonly string[]): string[] {
  return wanted.filter((task) => granted.includes(task));
}
