/**
 * An abstract class whose instances are the members of a union. With a type and a value of the same
 * name, `instanceof` and a `switch` over a field of the members both narrow, and the name can stand
 * in the signature of a decorated method.
 *
 * @publicApi
 */
export type AbstractClass<Instance> = abstract new (...args: never[]) => Instance;
