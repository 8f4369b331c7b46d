import { Injectable } from '@nestjs/common';
import { ModuleRef } from '@nestjs/core';
import { HealthIndicatorService, type HealthIndicatorResult } from '@nestjs/terminus';
import { withTimeout } from '../common/with-timeout.js';
import { DeliveryHost } from '../delivery/delivery-host.js';
import { DELIVERY } from '../delivery/delivery-tokens.js';
import { DeliveryError } from '../delivery/errors.js';
import { MisfitQueue } from '../delivery/misfit-queue.js';
import { GuardedStore } from '../in-process/guarded-store.js';
import { InProcessDelivery } from '../in-process/in-process-delivery.js';
import { RESOLVED_OPTIONS, type ResolvedOptions } from '../options/misfit-notification.options.js';
import { checkOptions } from '../validation/check-options.js';
import {
  DEFAULT_TIMEOUT,
  MisfitHealthRules,
  type MisfitHealthOptions,
} from './misfit-health.options.js';
import { probeStore } from './probe-store.js';
import { exceededLimits, figuresOf, type QueueFigures } from './queue-limits.js';

/** Why the module is not ready. */
class NotReady extends Error {
  constructor(
    readonly code: string,
    message: string,
    readonly figures?: QueueFigures,
  ) {
    super(message);
  }
}

/**
 * Tells whether notifications can be accepted now, for `@nestjs/terminus` 11 and later. Add it to
 * the providers of the module that has the health controller.
 *
 * It is down
 *
 * - while the application shuts down (`SHUTTING_DOWN`);
 * - if a durable delivery's queue cannot be used (`QUEUE_UNAVAILABLE`);
 * - if the idempotency store of in-process delivery cannot be used
 *   (`IDEMPOTENCY_STORE_UNAVAILABLE`): a task of a message that does not exist is claimed and
 *   released;
 * - if the queue exceeds a limit that you give (`LIMIT_EXCEEDED`).
 *
 * The result has a `code`, a fixed `message` and the numbers of the queue, but no text of an error,
 * which may name a host: that is in the log. A custom delivery is not checked.
 *
 * @example
 * @Get('ready')
 * @HealthCheck()
 * ready() {
 *   return this.health.check([() => this.misfit.isHealthy('misfit', { maxWaitingAge: 60_000 })]);
 * }
 *
 * @publicApi
 */
@Injectable()
export class MisfitNotificationHealthIndicator {
  constructor(
    private readonly healthIndicatorService: HealthIndicatorService,
    private readonly moduleRef: ModuleRef,
  ) {}

  /**
   * @param key name of the check in the result.
   * @throws MisfitNotificationOptionsError for an option that is not a number in its range.
   */
  async isHealthy<const Key extends string>(
    key: Key,
    options: MisfitHealthOptions = {},
  ): Promise<HealthIndicatorResult<Key>> {
    checkOptions('MisfitNotificationHealthIndicator', MisfitHealthRules, options);
    const indicator = this.healthIndicatorService.check(key);
    try {
      return indicator.up({ ...(await this.check(options)) });
    } catch (error) {
      if (!(error instanceof NotReady)) throw error;
      const { code, message, figures } = error;
      return indicator.down({ code, message, ...figures });
    }
  }

  private async check(options: MisfitHealthOptions): Promise<QueueFigures | undefined> {
    const { timeout = DEFAULT_TIMEOUT } = options;
    if (this.find(DeliveryHost).isStopping) {
      throw new NotReady('SHUTTING_DOWN', 'the application is shutting down');
    }
    const statistics = await this.reach(this.find(MisfitQueue).statistics({ timeout }));
    if (statistics === undefined) {
      await this.checkStore(timeout);
      return undefined;
    }
    const figures = figuresOf(statistics, Date.now());
    const exceeded = exceededLimits(figures, options);
    if (exceeded.length === 0) return figures;
    throw new NotReady('LIMIT_EXCEEDED', exceeded.join('; '), figures);
  }

  private async checkStore(timeout: number): Promise<void> {
    if (!(this.find<unknown>(DELIVERY) instanceof InProcessDelivery)) return;
    const { idempotencyStore } = this.find<ResolvedOptions>(RESOLVED_OPTIONS);
    await this.reach(
      withTimeout(probeStore(new GuardedStore(idempotencyStore)), timeout, noAnswer),
    );
  }

  /** The error's own text is not for everybody who can ask. */
  private async reach<T>(answer: Promise<T>): Promise<T> {
    try {
      return await answer;
    } catch (error) {
      if (!(error instanceof DeliveryError)) throw error;
      const what = error.code === 'QUEUE_UNAVAILABLE' ? 'the queue' : 'the idempotency store';
      throw new NotReady(error.code, `${what} cannot be used`);
    }
  }

  /** Anywhere in the application: the module need not be global. */
  private find<T>(token: symbol | (abstract new (...args: never[]) => T)): T {
    return this.moduleRef.get<T>(token, { strict: false });
  }
}

function noAnswer(): Error {
  return new DeliveryError('IDEMPOTENCY_STORE_UNAVAILABLE', 'no answer');
}
