import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Module } from '@nestjs/common';
import { MisfitNotificationModule } from 'nestjs-misfit-notification';
import { sqliteDelivery } from 'nestjs-misfit-notification/sqlite';
import { ActivityListener } from './activity.listener.js';
import { DeadLettersController } from './dead-letters.controller.js';
import { DeviceListener } from './device.listener.js';
import { simulator } from './simulator.js';

const path = process.env['DATABASE'] ?? join(tmpdir(), 'misfit-sample', 'misfit.db');

@Module({
  imports: [
    MisfitNotificationModule.forRoot({
      fetch: simulator.fetch,
      // The defaults try for half a day. Here, nobody is to wait for the last attempt.
      delivery: sqliteDelivery({ path, attempts: 3, backoff: { delay: 500, jitter: 0 } }),
    }),
  ],
  providers: [ActivityListener, DeviceListener],
  controllers: [DeadLettersController],
})
export class AppModule {}
