// Compiled, never run: each line below `@ts-expect-error` has to be refused.
import type {
  GoalEvent,
  GoalUpdated,
  MisfitEvent,
  MisfitEventBus,
  MisfitEventPattern,
  MisfitFailure,
  MisfitRejection,
  MisfitSubscriptionEvent,
  SleepEvent,
} from 'nestjs-misfit-notification';
import { filter, map, type Observable } from 'rxjs';

export function rightUses(bus: MisfitEventBus, pattern: MisfitEventPattern) {
  const typed: readonly [
    Observable<GoalEvent>,
    Observable<GoalUpdated>,
    Observable<MisfitEvent>,
    Observable<MisfitEvent>,
  ] = [bus.on('goals'), bus.on('goals.updated'), bus.on('*'), bus.on(pattern)];
  const streams: readonly [
    Observable<MisfitRejection>,
    Observable<MisfitFailure>,
    Observable<MisfitSubscriptionEvent>,
  ] = [bus.rejections$, bus.failures$, bus.subscriptions$];
  bus.on('goals.updated').subscribe(({ type, action, updatedAt }) => {
    const known: ['goals', 'updated', Date] = [type, action, updatedAt];
    return known;
  });
  const ids: Observable<string> = bus.on('goals').pipe(
    filter(({ action }) => action === 'created'),
    map(({ id }) => id),
  );
  return { typed, streams, ids };
}

export function wrongUses(bus: MisfitEventBus, other: MisfitEventBus, event: MisfitEvent) {
  // @ts-expect-error: the event is one of goals
  const sleeps: Observable<SleepEvent> = bus.on('goals');
  // @ts-expect-error: the event may be of another action
  const updated: Observable<GoalUpdated> = bus.on('goals');
  // @ts-expect-error: the event is one of sleeps
  bus.on('sleeps').subscribe((goal: GoalEvent) => goal.id);
  // @ts-expect-error: no such pattern
  bus.on('goal');
  // @ts-expect-error: no such pattern
  bus.on('goals.changed');
  // @ts-expect-error: one pattern at a time
  bus.on(['goals', 'sleeps']);
  // @ts-expect-error: only the module writes
  bus.on('*').next(event);
  // @ts-expect-error: only the module writes
  bus.rejections$.next({ code: 'A', reason: 'b' });
  // @ts-expect-error: there to be read
  bus.failures$ = other.failures$;
  bus.rejections$.subscribe((rejection) => {
    // @ts-expect-error: it may not be known
    const messageId: string = rejection.messageId;
    return messageId;
  });
  return { sleeps, updated };
}
