import { Injectable, Module } from '@nestjs/common';
import {
  MemoryIdempotencyStore,
  MisfitNotificationModule,
  OnMisfitEvent,
  type IdempotencyStore,
} from 'nestjs-misfit-notification';
import { startNest } from './nest.js';
import { announce, readWorkload } from './serve.js';

/** Ours, with one empty handler for each resource. */
const { certificate, topicArn } = readWorkload();

// A round sends the same messages as the one before: they must be new to the server each time.
let store = new MemoryIdempotencyStore();
const idempotencyStore: IdempotencyStore = {
  claim: (...call) => store.claim(...call),
  renew: (...call) => store.renew(...call),
  complete: (...call) => store.complete(...call),
  release: (...call) => store.release(...call),
};

@Injectable()
class EmptyListener {
  @OnMisfitEvent('goals')
  onGoal(): void {}

  @OnMisfitEvent('sessions')
  onSession(): void {}

  @OnMisfitEvent('sleeps')
  onSleep(): void {}

  @OnMisfitEvent('profiles')
  onProfile(): void {}

  @OnMisfitEvent('devices')
  onDevice(): void {}
}

@Module({
  imports: [
    MisfitNotificationModule.forRoot({
      topicArns: [topicArn],
      idempotencyStore,
      fetch: () => Promise.resolve(new Response(certificate)),
    }),
  ],
  providers: [EmptyListener],
})
class AppModule {}

announce(await startNest(AppModule), '/misfit/notification', () => {
  store = new MemoryIdempotencyStore();
});
