import { InProcessDelivery } from '../in-process/in-process-delivery.js';
import { MemoryIdempotencyStore } from '../in-process/memory-idempotency-store.js';
import type { MisfitNotificationOptions, ResolvedOptions } from './misfit-notification.options.js';
import { MISFIT_TOPIC_ARNS } from '../misfit/misfit-topics.js';
import { SIGNATURE_VERSIONS } from '../sns/signature.js';
import { DEFAULT_MAX_MESSAGE_AGE } from '../sns/sns-message-verifier.js';
import { validateOptions } from './validate-options.js';

/**
 * Checks the options and fills in the defaults.
 *
 * @throws MisfitNotificationOptionsError naming each option, its value, and the rule it breaks.
 */
export function resolveOptions(options: MisfitNotificationOptions): ResolvedOptions {
  validateOptions(options);
  const { clock } = options;
  const idempotencyStore =
    options.idempotencyStore ?? new MemoryIdempotencyStore(clock ? { clock } : {});
  return {
    topicArns: options.topicArns ?? MISFIT_TOPIC_ARNS,
    appId: options.appId ?? undefined,
    autoConfirm: options.autoConfirm ?? true,
    maxMessageAge: options.maxMessageAge ?? DEFAULT_MAX_MESSAGE_AGE,
    bodyLimit: options.bodyLimit ?? 1024 * 1024,
    handlerTimeout: options.handlerTimeout ?? 12_000,
    signatureVersions: options.signatureVersions ?? SIGNATURE_VERSIONS,
    idempotencyStore,
    delivery: options.delivery ?? new InProcessDelivery(idempotencyStore),
    fetch: options.fetch ?? ((url, init) => fetch(url, init)),
    clock: clock ?? Date.now,
  };
}
