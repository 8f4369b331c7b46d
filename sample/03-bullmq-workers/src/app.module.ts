import { Module, type DynamicModule } from '@nestjs/common';
import { MisfitNotificationModule } from 'nestjs-misfit-notification';
import { bullmqDelivery } from 'nestjs-misfit-notification/bullmq';
import { GoalListener } from './goal.listener.js';
import { REDIS_URL } from './redis.js';
import { simulator } from './simulator.js';

/** The same for all processes: the web process has to know the handlers, to store work for them. */
@Module({})
export class AppModule {
  static register({ worker }: { worker: boolean }): DynamicModule {
    return {
      module: AppModule,
      imports: [
        MisfitNotificationModule.forRoot({
          // For the real Misfit: without `fetch`. Here it is to trust the simulator.
          fetch: simulator.fetch,
          delivery: bullmqDelivery({
            connection: { url: REDIS_URL },
            queueName: 'sample',
            worker,
            backoff: { delay: 1_000 },
          }),
        }),
      ],
      providers: [GoalListener],
    };
  }
}
