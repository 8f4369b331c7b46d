import { NestFactory } from '@nestjs/core';
import { Test } from '@nestjs/testing';
import { MisfitEventBus, MisfitNotificationModule } from 'nestjs-misfit-notification';
import { expect, it } from 'vitest';
import { CollectingLogger } from '../../support/observers/collecting-logger.js';
import { listener } from '../../support/apps/listeners.js';
import { settled, watchProcessFaults } from '../../support/observers/process-faults.js';

function metadata() {
  return {
    imports: [MisfitNotificationModule.forRoot()],
    providers: [listener('Listener', 'goals', () => undefined)],
  };
}

it('an application context starts without HTTP, with handlers and bus, and ends', async () => {
  const faults = watchProcessFaults();
  const logger = new CollectingLogger();
  class AppModule {}
  const app = await NestFactory.createApplicationContext(
    { module: AppModule, ...metadata() },
    { logger, abortOnError: false },
  );
  await settled();
  expect(faults).toEqual([]);
  expect(logger.find('log', 'Listener.handle handles goals')).toHaveLength(1);

  let isComplete = false;
  const bus = app.get(MisfitEventBus, { strict: false });
  bus.on('*').subscribe({ complete: () => (isComplete = true) });
  await app.close();
  expect(isComplete).toBe(true);
});

it('a testing module starts without an application', async () => {
  const faults = watchProcessFaults();
  const testing = await Test.createTestingModule(metadata()).compile();
  await testing.init();
  await settled();
  expect(faults).toEqual([]);
  expect(testing.get(MisfitEventBus, { strict: false })).toBeInstanceOf(MisfitEventBus);
  await testing.close();
});
