import { Controller, Get, Inject, type Type } from '@nestjs/common';
import {
  HealthCheck,
  HealthCheckService,
  TerminusModule,
  type HealthCheckResult,
} from '@nestjs/terminus';
import {
  MisfitNotificationHealthIndicator,
  type MisfitHealthOptions,
} from 'nestjs-misfit-notification/terminus';
import type { AdapterName } from '../../support/apps/adapters.js';
import type { DeliveryApp } from '../../support/apps/delivery-app.js';

/** Longest time that a load balancer may wait, in ms. */
const PATIENCE = 10_000;

/** Options of an application that answers at /health. */
export function healthApp(
  adapter: AdapterName,
  options?: MisfitHealthOptions,
  ...listeners: Type<object>[]
) {
  @Controller('health')
  class HealthController {
    constructor(
      @Inject(HealthCheckService) private readonly health: HealthCheckService,
      @Inject(MisfitNotificationHealthIndicator)
      private readonly misfit: MisfitNotificationHealthIndicator,
    ) {}

    @Get()
    @HealthCheck()
    check(): Promise<HealthCheckResult> {
      return this.health.check([() => this.misfit.isHealthy('misfit', options)]);
    }
  }
  return {
    adapter,
    imports: [TerminusModule.forRoot({ logger: false })],
    controllers: [HealthController],
    providers: [MisfitNotificationHealthIndicator, ...listeners],
  };
}

/** What the endpoint answers. */
export async function healthOf({ origin }: DeliveryApp) {
  const response = await fetch(`${origin}/health`, { signal: AbortSignal.timeout(PATIENCE) });
  const { details } = (await response.json()) as HealthCheckResult;
  return { status: response.status, misfit: details['misfit'] };
}
