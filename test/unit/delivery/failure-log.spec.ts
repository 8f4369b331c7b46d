import { Logger } from '@nestjs/common';
import { RetryLater } from 'nestjs-misfit-notification';
import { misfitEvent } from 'nestjs-misfit-notification/testing';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { FailureLog } from '../../../lib/delivery/failure-log.js';
import { CollectingLogger } from '../../support/observers/collecting-logger.js';

const MINUTE = 60_000;
const MAX_LINES = 10;

let now = 1;
let logger: CollectingLogger;

beforeEach(() => {
  logger = new CollectingLogger();
  Logger.overrideLogger(logger);
  vi.spyOn(performance, 'now').mockImplementation(() => now);
});
afterEach(() => {
  vi.restoreAllMocks();
  Logger.overrideLogger(false);
});

it('failures, dead letters and requests for another try do not crowd each other out', () => {
  const log = new FailureLog();
  const event = misfitEvent('goals.created');
  const logMany = (error: Error, outlook = {}) => {
    for (let count = 0; count < 50; count++) log.log(event, 'Goals.onGoal', error, outlook);
  };
  const error = new Error('broken');
  const counts = () =>
    ['failed: broken$', 'dead letter d1', 'asks for another try at'].map(
      (text) => logger.lines.filter((line) => new RegExp(text).test(line.text)).length,
    );
  logMany(error);
  logMany(error, { attempt: 3, deadLetterId: 'd1' });
  logMany(new RetryLater(1_000));
  expect(counts()).toEqual([MAX_LINES, MAX_LINES, MAX_LINES]);

  now += MINUTE;
  logMany(error);
  expect(counts()).toEqual([2 * MAX_LINES, MAX_LINES, MAX_LINES]);
  expect(logger.find('warn', '120 more failures of handlers were not logged')).toEqual([
    expect.stringContaining(
      '40 failures of Goals.onGoal, 40 dead letters of Goals.onGoal, ' +
        '40 requests for another try of Goals.onGoal. failures$ of MisfitEventBus shows them all',
    ),
  ]);
  log.flush();
});

it('an error that quotes an update cannot forge a line, nor fill the log', () => {
  const error = new Error(`no user x\n[Nest] ERROR forged ${'y'.repeat(5_000)}`);
  new FailureLog().log(misfitEvent('goals.created'), 'Goals.onGoal', error, {});
  const [line] = logger.lines;
  expect(line?.text).toMatch(/no user x\\u\{a\}\[Nest\] ERROR forged y+…$/);
  expect(line?.text.length).toBeLessThan(1_500);
});

it('a RetryLater beyond the last retry of SNS is warned about, unless a queue keeps the event', () => {
  const log = new FailureLog();
  const event = misfitEvent('goals.created');
  const hour = new RetryLater(60 * MINUTE);
  log.log(event, 'Goals.onGoal', hour, {});
  expect(logger.find('warn', 'this event is lost')).toHaveLength(1);
  log.log(event, 'Goals.onGoal', hour, { retryAt: hour.at });
  log.log(event, 'Goals.onGoal', new RetryLater(MINUTE / 2), {});
  expect(logger.find('warn', 'asks for another try')).toHaveLength(3);
  expect(logger.find('warn', 'this event is lost')).toHaveLength(1);
});
