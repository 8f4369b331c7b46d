import { MisfitNotificationOptionsError } from '../validation/check-options.js';
import type { EventHandler } from './event-handler.js';
import type { MisfitHandlerOptions } from './handler-options.js';

/**
 * @param supported the options that the delivery supports, besides `name`.
 * @throws MisfitNotificationOptionsError naming the handlers with other options, and these options.
 */
export function refuseUnsupportedOptions(
  handlers: readonly EventHandler[],
  supported: readonly (keyof MisfitHandlerOptions)[],
): void {
  const known = new Set<string>(['name', ...supported]);
  const refusals = handlers.flatMap(({ name, options }) => {
    const unknown = Object.entries(options).filter(
      ([option, value]) => value !== undefined && !known.has(option),
    );
    return unknown.length === 0
      ? []
      : [`${name} (${unknown.map(([option]) => option).join(', ')})`];
  });
  if (refusals.length === 0) return;
  throw new MisfitNotificationOptionsError(
    `@OnMisfitEvent: the delivery does not support these options of handlers: ${refusals.join('; ')}. ` +
      'Remove them, or set `delivery` to sqliteDelivery() or bullmqDelivery()',
  );
}
