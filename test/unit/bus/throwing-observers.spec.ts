import type { MisfitEvent } from 'nestjs-misfit-notification';
import { misfitEvent } from 'nestjs-misfit-notification/testing';
import {
  concatMap,
  debounceTime,
  delay,
  filter,
  map,
  mergeMap,
  mergeWith,
  share,
  shareReplay,
  Subject,
  switchMap,
  takeUntil,
  tap,
  throwError,
  type Observable,
} from 'rxjs';
import { describe, expect, it } from 'vitest';
import { createBus } from '../../support/deliveries/bus-world.js';
import { settled, watchProcessFaults } from '../../support/observers/process-faults.js';

type Events = Observable<MisfitEvent>;

function broken(): never {
  throw new Error('the observer is broken');
}

/** An async function where RxJS expects one that returns nothing: easily written, never awaited. */
const brokenLater = (): never => Promise.reject(new Error('the observer is broken')) as never;

const sync: Record<string, (events: Events) => unknown> = {
  'in next': (events) => events.subscribe(broken),
  'in next of an object': (events) => events.subscribe({ next: broken }),
  'in next, with a callback for errors': (events) =>
    events.subscribe({ next: broken, error: () => undefined }),
  'in an async next': (events) => events.subscribe(brokenLater),
  'in an async next of an object': (events) => events.subscribe({ next: brokenLater }),
  'in map': (events) => events.pipe(map(broken)).subscribe(),
  'in map, with a callback that ignores it': (events) =>
    events.pipe(map(broken)).subscribe({ error: () => undefined }),
  'in the callback for errors': (events) => events.pipe(map(broken)).subscribe({ error: broken }),
  'in an async callback for errors': (events) =>
    events.pipe(map(broken)).subscribe({ error: brokenLater }),
  'in filter': (events) => events.pipe(filter(broken)).subscribe(),
  'in tap': (events) => events.pipe(tap(broken)).subscribe(),
  'in mergeMap': (events) => events.pipe(mergeMap(broken)).subscribe(),
  'in a promise within mergeMap': (events) => events.pipe(mergeMap(brokenLater)).subscribe(),
  'in a promise within concatMap': (events) => events.pipe(concatMap(brokenLater)).subscribe(),
  'in an observable within switchMap': (events) =>
    events.pipe(switchMap(() => throwError(() => new Error('broken')))).subscribe(),
  'in next behind operators': (events) =>
    events
      .pipe(
        filter(() => true),
        map(({ id }) => id),
      )
      .subscribe(broken),
  'in an async next behind operators': (events) =>
    events.pipe(map(({ id }) => id)).subscribe(brokenLater),
  'in next behind share': (events) => events.pipe(share()).subscribe(broken),
  'in map before share': (events) => events.pipe(map(broken), share()).subscribe(),
  'in next behind shareReplay': (events) => events.pipe(shareReplay(1)).subscribe(broken),
  'in next behind mergeWith': (events) => events.pipe(mergeWith(events)).subscribe(broken),
  'in next behind takeUntil': (events) =>
    events.pipe(takeUntil(new Subject<void>())).subscribe(broken),
  'in next behind a delay': (events) => events.pipe(delay(1)).subscribe(broken),
  'in map behind a delay': (events) => events.pipe(delay(1), map(broken)).subscribe(),
  'in next behind debounceTime': (events) => events.pipe(debounceTime(1)).subscribe(broken),
  'in forEach, whose promise is handled': (events) => events.forEach(broken).catch(() => undefined),
  'in map before a subject that it feeds': (events) => {
    const subject = new Subject<MisfitEvent>();
    subject.subscribe({ error: () => undefined });
    return events.pipe(map(broken)).subscribe(subject);
  },
};

/** Observers that throw once the bus completes. */
const complete: Record<string, (events: Events) => unknown> = {
  'in complete': (events) => events.subscribe({ complete: broken }),
  'in an async complete': (events) => events.subscribe({ complete: brokenLater }),
  'in complete behind operators': (events) =>
    events.pipe(map(({ id }) => id)).subscribe({ complete: broken }),
};

describe('an observer of the bus that throws', () => {
  it.each(Object.entries(sync))('%s harms nobody', async (_, observe) => {
    const faults = watchProcessFaults();
    const { bus, streams } = createBus();
    const seen: string[] = [];
    bus.on('*').subscribe(({ id }) => seen.push(`before ${id}`));
    observe(bus.on('*'));
    bus.on('goals').subscribe(({ id }) => seen.push(`after ${id}`));

    for (const id of ['a', 'b']) {
      expect(() => streams.events.next(misfitEvent('goals.created', { id }))).not.toThrow();
    }
    await settled();
    expect(seen).toEqual(['before a', 'after a', 'before b', 'after b']);
    expect(faults).toEqual([]);
  });

  it.each(Object.entries(complete))('%s harms nobody', async (_, observe) => {
    const faults = watchProcessFaults();
    const { bus, streams } = createBus();
    let completed = 0;
    observe(bus.on('*'));
    bus.on('*').subscribe({ complete: () => completed++ });
    expect(() => streams.onApplicationShutdown()).not.toThrow();
    await settled();
    expect(completed).toBe(1);
    expect(faults).toEqual([]);
  });

  it.each(['in next', 'in an async next', 'in map', 'in a promise within mergeMap'])(
    '%s is told of in the log',
    async (name) => {
      const { bus, streams, logger } = createBus();
      sync[name]?.(bus.on('goals'));
      streams.events.next(misfitEvent('goals.created'));
      await settled();
      expect(logger.find('error', 'the observer is broken')).toHaveLength(1);
    },
  );

  it('with what is no error, and has no text, harms nobody', async () => {
    const faults = watchProcessFaults();
    const { bus, streams } = createBus();
    const bare: unknown = Object.create(null);
    const seen: string[] = [];
    bus.on('*').subscribe(() => {
      throw bare;
    });
    bus.on('*').subscribe((): never => Promise.reject(bare) as never);
    bus.on('*').subscribe(({ id }) => seen.push(id));
    expect(() => streams.events.next(misfitEvent('goals.created', { id: 'a' }))).not.toThrow();
    await settled();
    expect(seen).toEqual(['a']);
    expect(faults).toEqual([]);
  });

  it('on each other stream harms nobody', async () => {
    const faults = watchProcessFaults();
    const { bus, streams } = createBus();
    const seen: string[] = [];
    for (const stream of [bus.rejections$, bus.failures$, bus.subscriptions$]) {
      (stream as Observable<unknown>).subscribe(broken);
      (stream as Observable<unknown>).subscribe(brokenLater);
      (stream as Observable<unknown>).pipe(map(broken)).subscribe();
    }
    bus.rejections$.subscribe(({ code }) => seen.push(code));
    streams.rejections.next({ code: 'SIGNATURE_INVALID', reason: 'forged' });
    streams.failures.next({
      event: misfitEvent('goals.created'),
      handler: 'Listener.onGoal',
      error: new Error('broken'),
    });
    streams.subscriptions.next({ topicArn: 'arn', messageId: 'id' });
    await settled();
    expect(seen).toEqual(['SIGNATURE_INVALID']);
    expect(faults).toEqual([]);
  });

  it('goes on seeing events when the fault was in next', () => {
    const { bus, streams } = createBus();
    let seen = 0;
    bus.on('*').subscribe(() => {
      seen++;
      broken();
    });
    for (let index = 0; index < 3; index++) streams.events.next(misfitEvent('goals.created'));
    expect(seen).toBe(3);
  });
});
