import type { EventHandler } from '../handlers/event-handler.js';
import type { RetryPolicy } from './durable-delivery.options.js';
import { HandlerPlaces } from './handler-places.js';

/** How the jobs of one handler are run. */
export interface HandlerPolicy extends RetryPolicy {
  /** `undefined` if only the delivery limits how many jobs run at the same time. */
  readonly places: HandlerPlaces | undefined;
}

/** The options of each handler, completed by those of the delivery. */
export class HandlerPolicies {
  private readonly policies = new Map<EventHandler, HandlerPolicy>();
  private readonly common: HandlerPolicy;

  constructor(policy: RetryPolicy) {
    this.common = { ...policy, places: undefined };
  }

  /** @param handler `undefined` if the application no longer has it. */
  of(handler: EventHandler | undefined): HandlerPolicy {
    if (handler === undefined) return this.common;
    let policy = this.policies.get(handler);
    if (policy === undefined) {
      policy = this.create(handler);
      this.policies.set(handler, policy);
    }
    return policy;
  }

  /** Starts no more jobs that wait for others of their handler. */
  stop(): void {
    for (const { places } of this.policies.values()) places?.close();
  }

  private create({ options }: EventHandler): HandlerPolicy {
    const { attempts, backoff, jobTimeout } = this.common;
    const { concurrency } = options;
    return {
      attempts: options.attempts ?? attempts,
      backoff: { ...backoff, ...options.backoff },
      jobTimeout: options.timeout ?? jobTimeout,
      places: concurrency === undefined ? undefined : new HandlerPlaces(concurrency),
    };
  }
}
