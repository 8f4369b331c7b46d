import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Module } from '@nestjs/common';
import { MisfitNotificationModule } from 'nestjs-misfit-notification';
import { MisfitInspectorModule } from 'nestjs-misfit-notification/inspector';
import { sqliteDelivery } from 'nestjs-misfit-notification/sqlite';
import { ActivityListener } from './activity.listener.js';
import { LocalGuard } from './local.guard.js';
import { simulator } from './simulator.js';

const path = process.env['DATABASE'] ?? join(tmpdir(), 'misfit-inspector-sample', 'misfit.db');

@Module({
  imports: [
    MisfitNotificationModule.forRoot({
      fetch: simulator.fetch,
      // The defaults try for half a day. Here the first dead letter appears after a second.
      delivery: sqliteDelivery({ path, attempts: 2, backoff: { delay: 500, jitter: 0 } }),
    }),
    MisfitInspectorModule.forRoot({ guards: [LocalGuard], simulator }),
  ],
  providers: [ActivityListener],
})
export class AppModule {}
