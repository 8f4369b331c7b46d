import { Module } from '@nestjs/common';
import { MisfitNotificationModule } from 'nestjs-misfit-notification';
import { PointsController } from './points.controller.js';
import { PointsDatabase } from './points.database.js';
import { PointsListener } from './points.listener.js';
import { simulator } from './simulator.js';

@Module({
  imports: [MisfitNotificationModule.forRoot({ fetch: simulator.fetch })],
  providers: [PointsDatabase, PointsListener],
  controllers: [PointsController],
})
export class AppModule {}
