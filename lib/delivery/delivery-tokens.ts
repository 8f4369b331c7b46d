import type { DeliveryContext } from './delivery.interface.js';

/** Injection token of the application's engine, a `MisfitDelivery`. */
export const DELIVERY = Symbol('misfit delivery');

/** Injection token of the engine's `DeliveryTimes`. */
export const DELIVERY_TIMES = Symbol('misfit delivery times');

/** The time limits of the application that an engine must know. */
export type DeliveryTimes = Pick<DeliveryContext, 'handlerTimeout' | 'retention'>;
