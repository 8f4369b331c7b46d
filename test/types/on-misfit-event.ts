// Compiled, never run: each line below `@ts-expect-error` has to be refused.
import {
  GoalCreated,
  GoalEvent,
  GoalUpdated,
  MisfitEvent,
  OnMisfitEvent,
  type MisfitEventFields,
  type MisfitEventPattern,
  SessionEvent,
  SleepCreated,
  SleepEvent,
  UnknownMisfitEvent,
} from 'nestjs-misfit-notification';

export class RightUses {
  @OnMisfitEvent('goals')
  resource(_event: GoalEvent): void {}

  @OnMisfitEvent('goals.updated')
  action(_event: GoalUpdated): void {}

  @OnMisfitEvent('*')
  everything(_event: MisfitEvent): void {}

  @OnMisfitEvent('goals.updated')
  noParameter(): void {}

  @OnMisfitEvent('goals.updated')
  widerByAction(_event: GoalEvent): void {}

  @OnMisfitEvent('goals')
  widest(_event: MisfitEvent): void {}

  @OnMisfitEvent('goals')
  byInterface(_event: MisfitEventFields): void {}

  @OnMisfitEvent('goals')
  byShape({ id }: { readonly id: string }): string {
    return id;
  }

  @OnMisfitEvent('goals')
  unknown(_event: unknown): void {}

  @OnMisfitEvent(['goals', 'sleeps.created'])
  several(_event: GoalEvent | SleepCreated): void {}

  @OnMisfitEvent(['goals', 'goals.updated'])
  overlapping(_event: GoalEvent): void {}

  @OnMisfitEvent('goals')
  @OnMisfitEvent('sleeps')
  stacked(_event: GoalEvent | SleepEvent): void {}

  @OnMisfitEvent('goals')
  async later(_event: GoalEvent): Promise<void> {}

  @OnMisfitEvent('goals')
  optionalSecond(_event: GoalEvent, _dryRun?: boolean): void {}

  @OnMisfitEvent('goals')
  defaultedSecond(_event: GoalEvent, _dryRun = false): void {}

  @OnMisfitEvent('goals')
  optional(_event?: GoalEvent): void {}

  @OnMisfitEvent('goals')
  protected hidden(_event: GoalEvent): void {}
}

export class WrongParameters {
  // @ts-expect-error: the event is one of goals
  @OnMisfitEvent('goals')
  otherResource(_event: SessionEvent): void {}

  // @ts-expect-error: the event may be of another action
  @OnMisfitEvent('goals')
  oneAction(_event: GoalUpdated): void {}

  // @ts-expect-error: the event is never of that action
  @OnMisfitEvent('goals.created')
  otherAction(_event: GoalUpdated): void {}

  // @ts-expect-error: the event may be anything
  @OnMisfitEvent('*')
  oneResource(_event: GoalEvent): void {}

  // @ts-expect-error: the event may be known
  @OnMisfitEvent('*')
  onlyUnknown(_event: UnknownMisfitEvent & { readonly type: 'weights' }): void {}

  // @ts-expect-error: the event may be one of sleeps
  @OnMisfitEvent(['goals', 'sleeps'])
  oneOfSeveral(_event: GoalEvent): void {}

  // @ts-expect-error: the lower decorator's event is one of sleeps
  @OnMisfitEvent('goals')
  @OnMisfitEvent('goals.created')
  oneOfTheStacked(_event: GoalCreated): void {}

  // @ts-expect-error: nobody gives it a second argument
  @OnMisfitEvent('goals')
  second(_event: GoalEvent, _context: object): void {}

  // @ts-expect-error: it is an object
  @OnMisfitEvent('goals')
  text(_event: string): void {}
}

export class WrongTargets {
  // @ts-expect-error: not a method
  @OnMisfitEvent('goals')
  property = (_event: GoalEvent): void => {};

  // @ts-expect-error: not a method
  @OnMisfitEvent('goals')
  get accessor(): GoalEvent {
    throw new Error('never read');
  }
}

// @ts-expect-error: not a method
@OnMisfitEvent('goals')
export class WrongClass {}

export class WrongPatterns {
  // @ts-expect-error: no such resource
  @OnMisfitEvent('goal')
  resource(): void {}

  // @ts-expect-error: no such action
  @OnMisfitEvent('goals.changed')
  action(): void {}

  // @ts-expect-error: no such resource among them
  @OnMisfitEvent(['goals', 'weights'])
  among(): void {}

  // @ts-expect-error: a pattern has no wildcard for the action
  @OnMisfitEvent('goals.*')
  wildcard(): void {}

  // @ts-expect-error: no pattern
  @OnMisfitEvent()
  none(): void {}
}

export const PATTERNS: readonly MisfitEventPattern[] = ['*', 'devices', 'profiles.deleted'];

export class Options {
  @OnMisfitEvent('goals', { name: 'refresh-goal' })
  named(_event: GoalEvent): void {}

  @OnMisfitEvent(['goals', 'sleeps'], {
    attempts: 3,
    backoff: { delay: 1_000 },
    timeout: 5_000,
    concurrency: 2,
  })
  every(_event: GoalEvent | SleepEvent): void {}

  // @ts-expect-error: no such option
  @OnMisfitEvent('goals', { retries: 3 })
  unknownOption(): void {}

  // @ts-expect-error: in ms
  @OnMisfitEvent('goals', { timeout: '5s' })
  text(): void {}

  // @ts-expect-error: the event is one of goals
  @OnMisfitEvent('goals', { name: 'sleeps' })
  otherResource(_event: SleepEvent): void {}
}
