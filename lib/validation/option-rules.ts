import { rule } from './rule.js';

export const IsFunction = rule('isFunction', 'a function', (value) => typeof value === 'function');

/** Accepts any object with these methods, whatever its class. */
export const HasMethods = (...methods: string[]): PropertyDecorator =>
  rule('hasMethods', `an object with the methods ${methods.join(', ')}`, (value) =>
    methods.every((name) => typeof (value as Record<string, unknown>)[name] === 'function'),
  )();
