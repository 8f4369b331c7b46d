import {
  OnMisfitEvent,
  type MisfitEvent,
  type MisfitEventPattern,
} from 'nestjs-misfit-notification';
import { describe, expect, it } from 'vitest';
import { patternsOf } from '../../../lib/handlers/on-misfit-event.decorator.js';

class Parent {
  @OnMisfitEvent('goals')
  onGoal(_event: MisfitEvent): void {}

  undecorated(): void {}
}

class Heir extends Parent {
  @OnMisfitEvent('sleeps')
  override onGoal(_event: MisfitEvent): void {}

  @OnMisfitEvent(['profiles', 'devices.created'])
  @OnMisfitEvent('*')
  onMany(): void {}
}

/** As other libraries' decorators do: for tracing, caching, locks. */
function Wrapped(_target: object, _method: string, descriptor: PropertyDescriptor): void {
  const inner = descriptor.value as (...args: unknown[]) => unknown;
  descriptor.value = function wrapper(this: unknown, ...args: unknown[]): unknown {
    return inner.apply(this, args);
  };
}

class WithOthers {
  @Wrapped
  @OnMisfitEvent('goals')
  outside(): void {}

  @OnMisfitEvent('goals')
  @Wrapped
  inside(): void {}
}

describe('@OnMisfitEvent', () => {
  it.each<[object, string, string[]]>([
    [Parent.prototype, 'onGoal', ['goals']],
    [Parent.prototype, 'undecorated', []],
    [Parent.prototype, 'missing', []],
    [Heir.prototype, 'onGoal', ['goals', 'sleeps']],
    [Heir.prototype, 'onMany', ['*', 'profiles', 'devices.created']],
    [WithOthers.prototype, 'outside', ['goals']],
    [WithOthers.prototype, 'inside', ['goals']],
    [Object.create(null) as object, 'onGoal', []],
  ])('is found on %o.%s as %j', (prototype, method, patterns) => {
    expect(patternsOf(prototype, method).toSorted()).toEqual(patterns.toSorted());
  });

  it.each(['goal', 'goals.', 'goals.changed', '', 'Goals', '**', 'toString', '__proto__', 7, null])(
    'throws for the pattern %j, and says which there are',
    (pattern) => {
      expect(() => OnMisfitEvent(pattern as MisfitEventPattern)).toThrow(TypeError);
      expect(() => OnMisfitEvent(['goals', pattern as MisfitEventPattern])).toThrow(
        /unknown pattern .*goals, goals\.created.*\*/,
      );
    },
  );

  it('throws on a static method, which no instance has', () => {
    expect(() => {
      class Static {
        @OnMisfitEvent('goals')
        static onGoal(): void {}

        own(): void {}
      }
      return Static;
    }).toThrow(/Static\.onGoal is static/);
  });
});
