import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Module } from '@nestjs/common';
import { TerminusModule } from '@nestjs/terminus';
import { MisfitNotificationModule } from 'nestjs-misfit-notification';
import { MisfitOpenTelemetryModule } from 'nestjs-misfit-notification/opentelemetry';
import { sqliteDelivery } from 'nestjs-misfit-notification/sqlite';
import { MisfitNotificationHealthIndicator } from 'nestjs-misfit-notification/terminus';
import { ActivityListener } from './activity.listener.js';
import { DeviceListener } from './device.listener.js';
import { HealthController } from './health.controller.js';
import { simulator } from './simulator.js';

const path = process.env['DATABASE'] ?? join(tmpdir(), 'misfit-observability', 'misfit.db');

@Module({
  imports: [
    MisfitNotificationModule.forRoot({
      // For the real Misfit: without `fetch`. Here it lets the module trust the simulator.
      fetch: simulator.fetch,
      // The defaults try for half a day.
      delivery: sqliteDelivery({ path, attempts: 3, backoff: { delay: 500 } }),
    }),
    MisfitOpenTelemetryModule.forRoot(),
    TerminusModule,
  ],
  controllers: [HealthController],
  providers: [ActivityListener, DeviceListener, MisfitNotificationHealthIndicator],
})
export class AppModule {}
