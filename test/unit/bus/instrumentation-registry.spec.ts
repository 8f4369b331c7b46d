import { Logger } from '@nestjs/common';
import { InstrumentationRegistry } from 'nestjs-misfit-notification';
import { expect, it, onTestFinished } from 'vitest';
import { CollectingLogger } from '../../support/observers/collecting-logger.js';

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
