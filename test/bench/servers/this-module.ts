import { Injectable, Module } from '@nestjs/common';
import {
  MemoryIdempotencyStore,
  MisfitNotificationModule,
  OnMisfitEvent,
  type IdempotencyStore,
} from 'nestjs-misfit-notification';
import { startNest } from './nest.js';
import { announce, readWorkload } from './serve.js';
import { SqliteUnderTest } from './sqlite-under-test.js';
import { observedBy } from './telemetry.js';

/** Ours, with one empty handler for each resource; in process, or by the SQLite file it is given. */
const { certificate, topicArn } = readWorkload();
const [, , , , file, telemetry] = process.argv;
const sqlite = file ? new SqliteUnderTest(file) : undefined;

// A round sends the same messages as the one before: they must be new to the server each time.
let store = new MemoryIdempotencyStore();
const idempotencyStore: IdempotencyStore = {
  claim: (messageId, tasks, leaseMs) => store.claim(messageId, tasks, leaseMs),
  renew: (claim, leaseMs) => store.renew(claim, leaseMs),
  complete: (claim, tasks, retainMs) => store.complete(claim, tasks, retainMs),
  release: (claim, tasks) => store.release(claim, tasks),
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
      ...(sqlite ? { delivery: sqlite.delivery } : { idempotencyStore }),
      fetch: () => Promise.resolve(new Response(certificate)),
    }),
    ...(telemetry ? [observedBy(telemetry)] : []),
  ],
  providers: [EmptyListener],
})
class AppModule {}

announce(await startNest(AppModule), '/misfit/notification', async () => {
  store = new MemoryIdempotencyStore();
  await sqlite?.reset();
});
