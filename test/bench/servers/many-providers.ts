import { Controller, Get, Injectable, Module, type Type } from '@nestjs/common';
import { MisfitNotificationModule, OnMisfitEvent } from 'nestjs-misfit-notification';
import { startNest } from './nest.js';

/** An application of 500 providers, with or without the module: how long does it take to start? */
const PROVIDERS = 500;

@Injectable()
class Listener {
  @OnMisfitEvent('goals')
  onGoal(): void {}
}

@Controller()
class HomeController {
  @Get()
  home(): void {}
}

function createProvider(): Type<unknown> {
  @Injectable()
  class Provider {
    create(): void {}
    find(): void {}
    update(): void {}
    remove(): void {}
  }
  return Provider;
}

@Module({
  imports: process.argv[4] === 'with' ? [MisfitNotificationModule.forRoot()] : [],
  controllers: [HomeController],
  providers: [Listener, ...Array.from({ length: PROVIDERS }, createProvider)],
})
class AppModule {}

process.on('disconnect', () => process.exit());
const before = performance.now();
await startNest(AppModule);
process.send?.({ startUp: performance.now() - before });
