import { DuplicateHandlerNameError } from 'nestjs-misfit-notification';
import { describe, expect, it } from 'vitest';
import { handlerNames, type HandlerPlace } from '../../../lib/handlers/handler-names.js';

interface Place {
  readonly class?: string;
  readonly module?: string;
  readonly token?: string | symbol;
  readonly name?: string;
}

function handler(place: Place): HandlerPlace {
  const { class: className = 'Listener', module = 'AppModule', token, name } = place;
  const Class = { [className]: class {} }[className] as new () => object;
  const host = { name: module } as HandlerPlace['wrapper']['host'];
  const wrapper = { instance: new Class(), host, token: token ?? Class };
  return { wrapper, method: 'onGoal', options: name === undefined ? {} : { name } };
}

/** The names, whatever the order of the providers. */
function namesOf(...places: Place[]): string[] {
  const names = handlerNames(places.map(handler));
  expect(handlerNames(places.map(handler).toReversed()).toReversed()).toEqual(names);
  return names;
}

describe('the name of a handler', () => {
  it('is Class.method, or the one in its options', () => {
    expect(namesOf({ class: 'A' }, { class: 'B', name: 'b' }, { token: 'T' })).toEqual([
      'A.onGoal',
      'b',
      'Listener.onGoal',
    ]);
  });

  it('begins with the module where two modules have a class of that name', () => {
    expect(namesOf({ module: 'East' }, { module: 'West' }, { class: 'Other' })).toEqual([
      'East/Listener.onGoal',
      'West/Listener.onGoal',
      'Other.onGoal',
    ]);
  });

  it('has the token where one module has two of the class', () => {
    const names = namesOf({}, { token: 'SECOND' }, { token: Symbol('third') });
    expect(names).toEqual([
      'AppModule/Listener.onGoal',
      'AppModule/SECOND/Listener.onGoal',
      'AppModule/third/Listener.onGoal',
    ]);
  });

  it('stays the same when a class of that name arrives, if it is in the options', () => {
    expect(namesOf({ name: 'first' }, {})).toContain('first');
  });

  it.each<[string, Place[], string]>([
    ['the same class and module', [{}, {}], 'AppModule/Listener.onGoal'],
    [
      'the same option',
      [
        { class: 'A', name: 'n' },
        { class: 'B', name: 'n' },
      ],
      'n',
    ],
    ['the default name of another', [{ class: 'A' }, { class: 'B', name: 'A.onGoal' }], 'A.onGoal'],
  ])('is refused if two have %s', (_, places, name) => {
    const names = () => namesOf(...places);
    expect(names).toThrow(DuplicateHandlerNameError);
    expect(names).toThrow(`2 handlers are named ${name}: `);
    expect(names).toThrow(/in AppModule.*\{ name: /);
  });
});
