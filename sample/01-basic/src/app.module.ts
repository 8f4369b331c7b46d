import { Module } from '@nestjs/common';
import { MisfitNotificationModule } from 'nestjs-misfit-notification';
import { ActivityListener } from './activity.listener.js';
import { GoalListener } from './goal.listener.js';
import { simulator } from './simulator.js';

@Module({
  // For the real Misfit: MisfitNotificationModule.forRoot(). Here it is to trust the simulator.
  imports: [MisfitNotificationModule.forRoot({ fetch: simulator.fetch })],
  providers: [GoalListener, ActivityListener],
})
export class AppModule {}
