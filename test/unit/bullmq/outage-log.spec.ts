import { EventEmitter } from 'node:events';
import { Logger } from '@nestjs/common';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { OutageLog } from '../../../lib/bullmq/outage-log.js';
import type { RedisClient } from '../../../lib/bullmq/redis-connection.js';
import { CollectingLogger } from '../../support/observers/collecting-logger.js';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const FULL = new Error('OOM command not allowed');
const REPLICA = new Error('READONLY You cannot write against a replica');

describe('the log of outages of Redis', () => {
  let logger: CollectingLogger;
  let outages: OutageLog;

  beforeEach(() => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] });
    logger = new CollectingLogger();
    Logger.overrideLogger(logger);
    outages = new OutageLog();
  });
  afterEach(() => {
    vi.useRealTimers();
    Logger.overrideLogger(false);
  });

  const refuse = (task: string, error: Error) =>
    expect(outages.attempt(task, () => Promise.reject(error))).rejects.toBe(error);
  const succeed = (task: string) => outages.attempt(task, () => Promise.resolve());
  const lines = () => ({
    begun: logger.find('error', 'Redis cannot be used').length,
    ended: logger.find('log', 'Redis can be used again').length,
  });

  it('has one line a minute while two reasons alternate', async () => {
    for (let second = 0; second < 60; second++) {
      await refuse('add', second % 2 === 0 ? FULL : REPLICA);
      vi.advanceTimersByTime(SECOND);
    }
    expect(lines()).toEqual({ begun: 1, ended: 0 });
    await refuse('add', FULL);
    expect(lines()).toEqual({ begun: 2, ended: 0 });
  });

  it('has one line a minute while every second command is refused', async () => {
    for (let second = 0; second < 59; second++) {
      if (second % 2 === 0) await refuse('add', FULL);
      else await succeed('add');
      vi.advanceTimersByTime(SECOND);
    }
    expect(lines()).toEqual({ begun: 1, ended: 0 });
  });

  it('has one line a minute while Redis accepts connections and closes them', () => {
    const client = new EventEmitter();
    outages.watch(client as unknown as RedisClient);
    for (let second = 0; second < 59; second++) {
      client.emit('error', new Error('read ECONNRESET'));
      vi.advanceTimersByTime(SECOND);
      client.emit('ready');
    }
    expect(lines()).toEqual({ begun: 1, ended: 0 });
  });

  it('has a line for the end once all tasks have worked for some seconds', async () => {
    await refuse('add', FULL);
    await refuse('extendLocks', FULL);
    await succeed('add');
    vi.advanceTimersByTime(MINUTE);
    expect(lines()).toEqual({ begun: 1, ended: 0 });
    await succeed('extendLocks');
    vi.advanceTimersByTime(4 * SECOND);
    expect(lines()).toEqual({ begun: 1, ended: 1 });
    await refuse('add', FULL);
    expect(lines()).toEqual({ begun: 2, ended: 1 });
  });

  it('has lines for the begin and the end of a second outage soon after the first', async () => {
    for (let outage = 1; outage <= 2; outage++) {
      await refuse('add', FULL);
      expect(lines()).toEqual({ begun: outage, ended: outage - 1 });
      await succeed('add');
      vi.advanceTimersByTime(10 * SECOND);
      expect(lines()).toEqual({ begun: outage, ended: outage });
    }
  });

  it('has one line a minute of a Redis that comes and goes', async () => {
    for (let outage = 0; outage < 6 * 10; outage++) {
      await refuse('add', FULL);
      await succeed('add');
      vi.advanceTimersByTime(10 * SECOND);
    }
    // The first three outages, and then a line for each minute of the third.
    expect(lines()).toEqual({ begun: 3 + 9, ended: 2 });
    vi.advanceTimersByTime(10 * SECOND);
    expect(lines()).toEqual({ begun: 3 + 9, ended: 3 });
  });

  it('has two lines a minute at most, whenever Redis goes again', async () => {
    for (let second = 0; second < 600; second++) {
      // As soon as the log says that it is back.
      if (lines().begun === lines().ended) await refuse('add', FULL);
      await succeed('add');
      vi.advanceTimersByTime(SECOND);
    }
    const { begun, ended } = lines();
    expect(begun + ended).toBeLessThanOrEqual(2 * 10 + 8);
    expect(begun - ended).toBeLessThanOrEqual(1);
  });

  it('has the end of an outage soon again, a minute after the last one', async () => {
    for (let outage = 1; outage <= 3; outage++) {
      await refuse('add', FULL);
      await succeed('add');
      vi.advanceTimersByTime(4 * SECOND);
      expect(lines()).toEqual({ begun: outage, ended: outage });
      vi.advanceTimersByTime(MINUTE);
    }
  });

  it('has other problems once a minute, however they alternate, and counts the rest', () => {
    for (let round = 0; round < 10; round++) {
      outages.report(new Error('the first'));
      outages.report(new Error('the second'));
    }
    expect(logger.find('warn', 'the queue reports: the first')).toHaveLength(1);
    expect(logger.find('warn', 'the queue reports: the second')).toHaveLength(1);
    outages.close();
    expect(logger.find('warn', '18 more problems of the queue were not logged')).toHaveLength(1);
  });
});
