import * as fc from 'fast-check';
import { MemoryIdempotencyStore, type TaskClaim } from 'nestjs-misfit-notification';
import { describe, expect, it } from 'vitest';
import { HandClock } from '../../support/hand-clock.js';
import { NaiveStore, type TaskState } from '../../support/naive-store.js';

const LEASE = 100;
const RETENTION = 1_000;
const MESSAGE_IDS = ['m', 'n', 'o', 'p', 'q', 'r'];

class World {
  readonly clock = new HandClock();
  readonly model = new NaiveStore();
  readonly claims: TaskClaim[] = [];
  readonly mistakes: string[] = [];
  readonly store: MemoryIdempotencyStore;

  constructor(maxMessages: number) {
    this.store = new MemoryIdempotencyStore({ maxMessages, clock: this.clock.read });
  }

  /** One of the claims made so far; the later ones more often than not. */
  pick(number: number): TaskClaim | undefined {
    return this.claims.at(-1 - (number % Math.max(1, this.claims.length)));
  }

  /** @param forgets whether what is done may have been dropped for want of room. */
  claim(messageId: string, tasks: readonly string[], forgets: boolean): void {
    const { clock, model, store } = this;
    const claim = store.claim(messageId, tasks, LEASE);
    for (const task of tasks) {
      const state = model.stateOf(messageId, task, clock.now);
      const found = finding(claim, task);
      const mayBeGone = state === 'forgettable' || (state === 'done' && forgets);
      const isRight = found === state || (mayBeGone && found !== 'busy');
      if (!isRight) this.mistakes.push(`${messageId} ${task} is ${state}, but found ${found}`);
      if (found === 'free') model.grant(messageId, task, claim.token, clock.now + LEASE);
    }
    this.claims.push(claim);
  }

  renew(claim: TaskClaim): void {
    const { clock, model, store } = this;
    const held = claim.granted.filter((task) => this.holds(claim, task));
    // Whether a lease that has run out can be renewed while nobody wants it is left open.
    if (held.length === 0) return;
    store.renew(claim, LEASE);
    for (const task of held) model.renew(claim.messageId, task, clock.now + LEASE);
  }

  complete(claim: TaskClaim, tasks: readonly string[]): void {
    const { clock, model, store } = this;
    store.complete(claim, tasks, RETENTION);
    for (const task of tasks) model.complete(claim.messageId, task, clock.now + RETENTION);
    this.giveUp(claim, tasks);
  }

  release(claim: TaskClaim, tasks: readonly string[]): void {
    this.store.release(claim, tasks);
    this.giveUp(claim, tasks);
  }

  private giveUp(claim: TaskClaim, tasks: readonly string[]): void {
    for (const task of tasks) {
      if (this.holds(claim, task)) this.model.free(claim.messageId, task);
    }
  }

  private holds({ messageId, token }: TaskClaim, task: string): boolean {
    return this.model.holds(messageId, task, token, this.clock.now);
  }
}

/** Steps are data: a counterexample then says what it does. */
type Step =
  | { readonly do: 'claim'; readonly messageId: string; readonly tasks: readonly string[] }
  | { readonly do: 'complete' | 'release'; readonly claim: number; readonly tasks: string[] }
  | { readonly do: 'renew'; readonly claim: number }
  | { readonly do: 'wait'; readonly milliseconds: number };

function take(world: World, step: Step, forgets: boolean): void {
  if (step.do === 'claim') return world.claim(step.messageId, step.tasks, forgets);
  if (step.do === 'wait') return world.clock.pass(step.milliseconds);
  const claim = world.pick(step.claim);
  if (claim === undefined) return undefined;
  if (step.do === 'renew') return world.renew(claim);
  return world[step.do](claim, within(claim, step.tasks));
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
    milliseconds: fc.constantFrom(1, 40, LEASE, 3 * LEASE, RETENTION),
  }),
);

function finding({ granted, busy }: TaskClaim, task: string): TaskState {
  if (granted.includes(task)) return 'free';
  return busy.includes(task) ? 'busy' : 'done';
}

function within({ granted }: TaskClaim, wanted: readonly string[]): string[] {
  return wanted.filter((task) => granted.includes(task));
}

describe('MemoryIdempotencyStore does as a naive store does', () => {
  it.each([
    { room: 'room for all', maxMessages: 100 },
    { room: 'too little room, but for what it may then forget', maxMessages: 2 },
  ])('with $room', ({ maxMessages }) => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60, size: 'max' }), (steps) => {
        const world = new World(maxMessages);
        for (const next of steps) take(world, next, maxMessages < MESSAGE_IDS.length);
        expect(world.mistakes).toEqual([]);
      }),
      { numRuns: 1_500 },
    );
  });
});
