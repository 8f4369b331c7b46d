import { Injectable, Module } from '@nestjs/common';
import {
  GoalUpdated,
  MisfitEventBus,
  MisfitNotificationModule,
  OnMisfitEvent,
} from 'nestjs-misfit-notification';
import { bullmqDelivery } from 'nestjs-misfit-notification/bullmq';
import { MisfitInspectorModule } from 'nestjs-misfit-notification/inspector';
import { MisfitOpenTelemetryModule } from 'nestjs-misfit-notification/opentelemetry';
import { RedisIdempotencyStore } from 'nestjs-misfit-notification/redis';
import { sqliteDelivery } from 'nestjs-misfit-notification/sqlite';
import { MisfitNotificationHealthIndicator } from 'nestjs-misfit-notification/terminus';
import { MisfitSimulator, misfitEvent, simulatorFetch } from 'nestjs-misfit-notification/testing';

@Injectable()
export class Listener {
  constructor(readonly bus: MisfitEventBus) {}

  @OnMisfitEvent('goals.updated')
  onGoal(event: GoalUpdated): string {
    return event.ownerId;
  }
}

@Module({
  imports: [
    MisfitNotificationModule.forRoot({
      delivery: sqliteDelivery({ path: 'misfit.db' }),
      fetch: new MisfitSimulator().fetch,
    }),
    MisfitInspectorModule.forRoot({ guards: [{ canActivate: () => false }] }),
    MisfitOpenTelemetryModule.forRoot(),
  ],
  providers: [Listener],
})
export class ConsumerModule {}

export const event: GoalUpdated = misfitEvent('goals.updated');
export const others = [
  bullmqDelivery,
  MisfitNotificationHealthIndicator,
  RedisIdempotencyStore,
  simulatorFetch,
];
