import { Controller, Get } from '@nestjs/common';
import { HealthCheck, HealthCheckService, type HealthCheckResult } from '@nestjs/terminus';
import { MisfitNotificationHealthIndicator } from 'nestjs-misfit-notification/terminus';

@Controller('health')
export class HealthController {
  constructor(
    private readonly health: HealthCheckService,
    private readonly misfit: MisfitNotificationHealthIndicator,
  ) {}

  /** For the load balancer: can this instance accept notifications now? */
  @Get('ready')
  @HealthCheck()
  ready(): Promise<HealthCheckResult> {
    return this.health.check([() => this.misfit.isHealthy('misfit')]);
  }

  /** For an alert. Not for the load balancer: without its instances, the backlog only grows. */
  @Get('queue')
  @HealthCheck()
  queue(): Promise<HealthCheckResult> {
    const limits = { maxWaiting: 1_000, maxWaitingAge: 60_000, maxDead: 10 };
    return this.health.check([() => this.misfit.isHealthy('misfit', limits)]);
  }
}
