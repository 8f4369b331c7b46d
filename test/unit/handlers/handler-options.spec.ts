import {
  MisfitNotificationOptionsError,
  OnMisfitEvent,
  type MisfitHandlerOptions,
} from 'nestjs-misfit-notification';
import { describe, expect, it } from 'vitest';
import { optionsOf } from '../../../lib/handlers/on-misfit-event.decorator.js';

function decorate(options: MisfitHandlerOptions): object {
  class GoalListener {
    @OnMisfitEvent('goals', options)
    refresh(): void {}
  }
  return GoalListener.prototype;
}

const VALID: MisfitHandlerOptions[] = [
  {},
  { name: 'refresh-goal' },
  { name: 'Ziele auffrischen ✅' },
  { name: 'x'.repeat(200) },
  { attempts: 1, backoff: { delay: 5, maxDelay: 10, jitter: 0 }, timeout: 1, concurrency: 1 },
  { attempts: 1_000, backoff: {}, timeout: 2 ** 31 - 1, concurrency: 1_000 },
];

const INVALID: [unknown, RegExp][] = [
  [{ name: '' }, /name is "": name must be a text of 1 to 200 printable characters/],
  [{ name: 'x'.repeat(201) }, /isHandlerName/],
  [{ name: ' refresh' }, /isHandlerName/],
  [{ name: 'two\nlines' }, /isHandlerName/],
  [{ name: 'lone \ud800' }, /isHandlerName/],
  [{ name: 7 }, /name is 7/],
  [{ attempts: 0 }, /attempts is 0: attempts must not be less than 1/],
  [{ attempts: 1.5 }, /attempts is 1.5/],
  [{ attempts: 1_001 }, /attempts is 1001/],
  [{ timeout: 0 }, /timeout is 0/],
  [{ timeout: 2 ** 31 }, /timeout is 2147483648/],
  [{ timeout: '5s' }, /timeout is "5s"/],
  [{ concurrency: 0 }, /concurrency is 0/],
  [{ backoff: { delay: 0 } }, /refresh: backoff: delay is 0/],
  [{ backoff: { jitter: 2 } }, /jitter is 2/],
  [{ backoff: 1_000 }, /backoff: the options must be an object/],
  [{ retries: 3 }, /retries/],
  ['refresh-goal', /the options must be an object/],
  [null, /the options must be an object/],
];

describe('the options of @OnMisfitEvent', () => {
  it.each(VALID)('can be %j', (options) => {
    expect(optionsOf(decorate(options), 'refresh')).toEqual(options);
  });

  it.each(INVALID)('cannot be %j, and the error names the method and the rule', (options, rule) => {
    const wrong = () => decorate(options as MisfitHandlerOptions);
    expect(wrong).toThrow(MisfitNotificationOptionsError);
    expect(wrong).toThrow(/^@OnMisfitEvent on GoalListener\.refresh: /);
    expect(wrong).toThrow(rule);
  });

  it('are empty for a method without them', () => {
    expect(optionsOf(decorate({ name: 'a' }), 'other')).toEqual({});
  });

  it('belong to one decorator of a method', () => {
    class Once {
      @OnMisfitEvent('goals', { name: 'refresh' })
      @OnMisfitEvent('sleeps')
      refresh(): void {}
    }
    expect(optionsOf(Once.prototype, 'refresh')).toEqual({ name: 'refresh' });
    expect(() => {
      class Twice {
        @OnMisfitEvent('goals', { name: 'refresh' })
        @OnMisfitEvent('sleeps', { attempts: 3 })
        refresh(): void {}
      }
      return Twice;
    }).toThrow(/Twice\.refresh: two decorators have options/);
  });

  it('are inherited, and replaced by those of an overriding method', () => {
    class Parent {
      @OnMisfitEvent('goals', { name: 'parent', attempts: 3 })
      refresh(): void {}
    }
    class Heir extends Parent {}
    class Overriding extends Parent {
      @OnMisfitEvent('sleeps', { name: 'heir' })
      override refresh(): void {}
    }
    expect(optionsOf(Heir.prototype, 'refresh')).toEqual({ name: 'parent', attempts: 3 });
    expect(optionsOf(Overriding.prototype, 'refresh')).toEqual({ name: 'heir' });
  });

  it('do not change when the application changes its object', () => {
    const options = { name: 'refresh' };
    const prototype = decorate(options);
    options.name = 'other';
    expect(optionsOf(prototype, 'refresh')).toEqual({ name: 'refresh' });
  });
});
