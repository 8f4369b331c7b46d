import { Logger } from '@nestjs/common';
import { InstrumentationRegistry } from 'nestjs-misfit-notification';
import { expect, it, onTestFinished } from 'vitest';
import { CollectingLogger } from '../../support/observers/collecting-logger.js';
import { settled, watchProcessFaults } from '../../support/observers/process-faults.js';

const fail = (): never => {
  throw new Error('of the handler');
};

it('an InstrumentationRegistry holds one instrumentation until that is removed', () => {
  const registry = new InstrumentationRegistry();
  const [first, second] = [{}, {}];
  const remove = registry.register(first);
  expect(registry.current).toBe(first);
  expect(() => registry.register(second)).toThrow('another instrumentation is already registered');
  remove();
  expect(registry.current).toBeUndefined();
  registry.register(second);
  remove();
  expect(registry.current).toBe(second);
});

it('a broken instrumentation is logged once a minute, and its errors are counted at shutdown', () => {
  const logger = new CollectingLogger();
  Logger.overrideLogger(logger);
  onTestFinished(() => Logger.overrideLogger(false));
  const registry = new InstrumentationRegistry();
  for (let n = 0; n < 100; n++) {
    registry.call(() => {
      throw new Error('broken');
    });
  }
  expect(logger.find('error', 'The instrumentation failed: broken')).toHaveLength(1);
  registry.onApplicationShutdown();
  expect(logger.find('error', '99 more failures of the instrumentation')).toHaveLength(1);
});

it('what observed work throws is not logged as a failure of the instrumentation', () => {
  const logger = new CollectingLogger();
  Logger.overrideLogger(logger);
  onTestFinished(() => Logger.overrideLogger(false));
  const registry = new InstrumentationRegistry();
  expect(() => registry.run((work) => void work(), fail)).toThrow('of the handler');
  expect(logger.lines).toEqual([]);
});

it('an asynchronous instrumentation that rejects is logged, and ends no process', async () => {
  const logger = new CollectingLogger();
  Logger.overrideLogger(logger);
  onTestFinished(() => Logger.overrideLogger(false));
  const faults = watchProcessFaults();
  const registry = new InstrumentationRegistry();
  await registry.call(() => Promise.reject(new Error('of end()')))?.catch(() => {});
  const work = registry.run(
    async (run) => {
      await run();
      throw new Error('of runHandler()');
    },
    async () => 'done',
  );
  expect(await work).toBe('done');
  await settled();
  expect(logger.find('error', 'The instrumentation failed: of end()')).toHaveLength(1);
  expect(logger.find('error', 'The instrumentation failed: of runHandler()')).toHaveLength(1);
  expect(faults).toEqual([]);
});

it('observed work that rejects is not logged when the instrumentation awaits it', async () => {
  const logger = new CollectingLogger();
  Logger.overrideLogger(logger);
  onTestFinished(() => Logger.overrideLogger(false));
  const faults = watchProcessFaults();
  const registry = new InstrumentationRegistry();
  const work = registry.run(
    async (run) => void (await run()),
    async () => fail(),
  );
  await expect(work).rejects.toThrow('of the handler');
  await settled();
  expect(logger.lines).toEqual([]);
  expect(faults).toEqual([]);
});
