import { RetryLater } from 'nestjs-misfit-notification';
import { describe, expect, it } from 'vitest';
import { HOUR } from '../../support/deliveries/durable-world.js';
import { explosive, hostile, thenable } from '../../support/faults/hostile-values.js';
import { runnerWith } from '../../support/deliveries/job-runner-world.js';

function retryLaterAt(at: unknown): RetryLater {
  return Object.assign(new RetryLater(1_000), { at });
}

function mutated(): RetryLater {
  const error = new RetryLater(1_000);
  error.at.setTime(NaN);
  return error;
}

const THROWN: readonly [string, () => unknown][] = [
  ['undefined', () => undefined],
  ['null', () => null],
  ['a text', () => 'broken'],
  ['a symbol', () => Symbol('broken')],
  ['an object without a prototype', () => Object.create(null)],
  ['an error whose message is none', () => Object.assign(new Error(), { message: null })],
  ['an error whose stack is none', () => Object.assign(new Error('x'), { stack: 7 })],
  ['a proxy', () => hostile({})],
  ['a proxy around an error', () => hostile(new Error('x'))],
  ['a proxy around RetryLater', () => hostile(new RetryLater(5))],
  ['a RetryLater whose time was made invalid', mutated],
  ['a RetryLater whose time was removed', () => retryLaterAt(undefined)],
  ['a RetryLater whose time is a proxy', () => retryLaterAt(hostile(new Date()))],
];

describe.each(THROWN)('a handler that throws %s', (_name, make) => {
  it.each<[string, (thrown: unknown) => () => unknown]>([
    [
      'at once',
      (thrown) => () => {
        throw thrown;
      },
    ],
    ['later', (thrown) => () => Promise.reject(thrown)],
    ['through a thenable', (thrown) => () => thenable((_, reject) => reject(thrown))],
    ['when asked for its then', (thrown) => () => explosive(thrown)],
  ])('%s has failed, and nothing else happens', async (_when, handlerOf) => {
    const { run, failures } = runnerWith(handlerOf(make()));
    const outcome = await run(1);
    expect(outcome).toMatchObject({ status: 'failed', error: { message: expect.any(String) } });
    expect(JSON.parse(JSON.stringify(outcome))).toBeTypeOf('object');
    expect(failures).toHaveLength(1);
    expect((await run(3)).status).toBe('dead');
  });
});

describe('a handler that throws RetryLater', () => {
  it.each([
    ['soon', new Date(Date.now() + 5)],
    ['in a year', new Date(Date.now() + 365 * 24 * HOUR)],
    ['at the end of time', new Date(8.64e15)],
    ['in the past', new Date(Date.now() - HOUR)],
    ['at the beginning of time', new Date(-8.64e15)],
  ])('%s is run then, whatever the attempt', async (_, at) => {
    const { run, failures } = runnerWith(() => Promise.reject(new RetryLater(at)));
    for (const attempt of [1, 3]) {
      expect(await run(attempt)).toEqual({ status: 'postponed', at });
      expect(failures.at(-1)?.retryAt).toEqual(at);
      expect(failures.at(-1)).not.toHaveProperty('attempt');
    }
  });

  it('keeps its time when the date is used for something else', () => {
    const date = new Date(5);
    const error = new RetryLater(date);
    date.setTime(NaN);
    expect(error.at.getTime()).toBe(5);
  });
});

describe('what is kept of an error', () => {
  it('is cut to a few thousand characters of message and stack', async () => {
    const error = Object.assign(new Error('m'.repeat(1e6)), { stack: 's'.repeat(1e6) });
    const { run } = runnerWith(() => Promise.reject(error));
    const outcome = await run(1);
    expect(JSON.stringify(outcome).length).toBeLessThan(11_000);
  });

  it('does not depend on a report that fails', async () => {
    const { run, context } = runnerWith(() => Promise.reject(new Error('broken')));
    context.reportFailure = () => {
      throw new Error('no logger');
    };
    expect((await run(1)).status).toBe('failed');
  });
});
