import {
  UnknownMisfitEvent,
  type MisfitEvent,
  type MisfitEventBus,
  type MisfitEventPattern,
} from 'nestjs-misfit-notification';
import { misfitEvent, type MisfitEventName } from 'nestjs-misfit-notification/testing';
import { firstValueFrom, type Observable } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { createBus } from '../../support/deliveries/bus-world.js';

const RESOURCES = ['goals', 'sessions', 'sleeps', 'profiles', 'devices'] as const;
const ACTIONS = ['created', 'updated', 'deleted'] as const;
const NAMES = RESOURCES.flatMap((resource) =>
  ACTIONS.map((action): MisfitEventName => `${resource}.${action}`),
);
const PATTERNS: readonly MisfitEventPattern[] = [...RESOURCES, ...NAMES, '*'];

function streamsOf(bus: MisfitEventBus): Observable<unknown>[] {
  const { rejections$, failures$, subscriptions$, completions$, deliveries$ } = bus;
  return [bus.on('*'), rejections$, failures$, subscriptions$, completions$, deliveries$];
}

function matches(pattern: string, name: string): boolean {
  return pattern === '*' || pattern === name || name.startsWith(`${pattern}.`);
}

describe('MisfitEventBus', () => {
  it.each(PATTERNS)(
    'shows an observer of %s the events of that pattern and no others',
    (pattern) => {
      const { bus, streams } = createBus();
      const seen: string[] = [];
      bus.on(pattern).subscribe(({ type, action }: MisfitEvent) => seen.push(`${type}.${action}`));
      for (const name of NAMES) streams.events.next(misfitEvent(name));
      expect(seen).toEqual(NAMES.filter((name) => matches(pattern, name)));
    },
  );

  it('shows what is new to this version to observers of "*" only', () => {
    const { bus, streams } = createBus();
    const seen: string[] = [];
    for (const pattern of PATTERNS) bus.on(pattern).subscribe(() => seen.push(pattern));
    const known = misfitEvent('goals.created');
    streams.events.next(new UnknownMisfitEvent('goals', 'merged', known));
    expect(seen).toEqual(['*']);
  });

  it.each([
    'goal',
    'goals.',
    'goals.changed',
    '',
    'Goals',
    '**',
    'toString',
    '__proto__',
    undefined,
  ])('throws for the pattern %j, which does not exist', (pattern) => {
    const { bus } = createBus();
    expect(() => bus.on(pattern as MisfitEventPattern)).toThrow(TypeError);
  });

  it('shows nothing to an observer that has unsubscribed, nor what was before it came', () => {
    const { bus, streams } = createBus();
    const seen: string[] = [];
    streams.events.next(misfitEvent('goals.created', { id: 'before' }));
    const subscription = bus.on('goals').subscribe(({ id }) => seen.push(id));
    streams.events.next(misfitEvent('goals.created', { id: 'during' }));
    subscription.unsubscribe();
    streams.events.next(misfitEvent('goals.created', { id: 'after' }));
    expect(seen).toEqual(['during']);
    expect(streams.events.observed).toBe(false);
  });

  it('can be awaited', async () => {
    const { bus, streams } = createBus();
    const first = firstValueFrom(bus.on('goals.updated'));
    streams.events.next(misfitEvent('goals.created', { id: 'a' }));
    streams.events.next(misfitEvent('goals.updated', { id: 'b' }));
    expect((await first).id).toBe('b');
    expect(streams.events.observed).toBe(false);
  });

  it('gives its readers no way to write', () => {
    const { bus } = createBus();
    for (const stream of streamsOf(bus)) {
      expect('next' in stream).toBe(false);
    }
  });

  it('completes every stream when the application ends', () => {
    const { bus, streams } = createBus();
    let completed = 0;
    for (const stream of streamsOf(bus)) {
      stream.subscribe({ complete: () => completed++ });
    }
    streams.onApplicationShutdown();
    expect(completed).toBe(6);
    bus.on('*').subscribe({ complete: () => completed++ });
    expect(completed).toBe(7);
  });
});

it('an observer that throws on every refusal does not fill the log', () => {
  const { streams, bus, logger } = createBus();
  bus.rejections$.subscribe(() => {
    throw new Error('broken\nforged line');
  });
  for (let n = 0; n < 1_000; n++) streams.rejections.next({ code: 'RAW_DELIVERY', reason: '' });
  expect(logger.find('error', 'An observer of MisfitEventBus failed')).toHaveLength(1);
  expect(logger.find('error', '\n')).toEqual([]);
});
