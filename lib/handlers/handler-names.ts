import type { InstanceWrapper } from '@nestjs/core/injector/instance-wrapper.js';
import { DuplicateHandlerNameError } from './errors.js';

/** The parts of a handler's name. */
export interface HandlerPlace {
  readonly wrapper: Pick<InstanceWrapper, 'instance' | 'host' | 'token'>;
  readonly method: string;
  readonly options: { readonly name?: string };
}

/**
 * The name of each handler: the one in its options, or `Class.method`. If several methods would
 * have this name, their modules come first: `GoalsModule/Class.method`; and also the token of a
 * provider that is not registered by its class. The order of providers does not matter, since it
 * may change from one start to the next.
 *
 * @throws DuplicateHandlerNameError if two handlers still have the same name.
 */
export function handlerNames(handlers: readonly HandlerPlace[]): string[] {
  const short = handlers.map(({ wrapper, method }) => `${classNameOf(wrapper)}.${method}`);
  const repeated = repeatedIn(short);
  const names = handlers.map(({ options, ...place }, index) => {
    const name = short[index] as string;
    return options.name ?? (repeated.has(name) ? prefixOf(place) + name : name);
  });
  const [duplicate] = repeatedIn(names);
  if (duplicate === undefined) return names;
  const places = handlers.filter((_, index) => names[index] === duplicate).map(describe);
  throw new DuplicateHandlerNameError(
    `${places.length} handlers are named ${duplicate}: ${places.join(', ')}. Give each a name of ` +
      "its own, as in @OnMisfitEvent('goals', { name: 'refresh-goal' }), and register a class once",
  );
}

function repeatedIn(names: readonly string[]): Set<string> {
  const seen = new Set<string>();
  return new Set(names.filter((name) => seen.size === seen.add(name).size));
}

function prefixOf({ wrapper: { host, token } }: Pick<HandlerPlace, 'wrapper'>): string {
  const parts = [host?.name, typeof token === 'symbol' ? token.description : token];
  return parts.map((part) => (typeof part === 'string' ? `${part}/` : '')).join('');
}

function describe({ wrapper, method }: HandlerPlace): string {
  return `${classNameOf(wrapper)}.${method} in ${wrapper.host?.name ?? 'no module'}`;
}

function classNameOf({ instance }: HandlerPlace['wrapper']): string {
  return (instance as object).constructor.name;
}
