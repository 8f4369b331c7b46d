import { MemoryIdempotencyStore, RetryLater } from 'nestjs-misfit-notification';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { notificationOf, startDelivery } from '../../support/deliveries/delivery-world.js';

const SECOND = 1_000;
const MINUTE = 60_000;

/** SNS's default policy: the first try and three retries. */
const SNS_TRIES = 4;
const SNS_RETRY_DELAY = 20 * SECOND;

const backoff = { code: 'HANDLER_BACKOFF' };
const failed = { code: 'HANDLER_FAILED' };

const FAILURES: readonly [string, () => unknown][] = [
  ['throws', () => fail(new Error('broken'))],
  ['rejects', () => Promise.reject(new Error('broken'))],
  ['asks for another try', () => fail(new RetryLater(10))],
];

function fail(error: Error): never {
  throw error;
}

/** A delivery with one handler that does as told, and the times of its runs. */
function startWith(handle: () => unknown) {
  const runs: number[] = [];
  const handlers = {
    h: () => {
      runs.push(now);
      return handle();
    },
  };
  return { ...startDelivery({ handlers }), runs };
}

let now = 0;

beforeEach(() => {
  now = 1;
  vi.spyOn(performance, 'now').mockImplementation(() => now);
});
afterEach(() => void vi.restoreAllMocks());

describe('a message whose handler fails', () => {
  it.each(FAILURES)(
    'and that is posted all the time runs it four times, then after growing pauses: it %s',
    async (_, handle) => {
      const { accept, runs } = startWith(handle);
      const notification = notificationOf('a');
      for (; now < 100 * SECOND; now += 100) {
        const isRun = runs.length;
        const answer = await accept(notification).catch((error: unknown) => error);
        expect(answer).toMatchObject(runs.length > isRun ? failed : backoff);
      }
      const pauses = runs.slice(1).map((time, index) => (time - runs[index]!) / SECOND);
      expect(pauses).toEqual([0.1, 0.1, 0.1, 1, 2, 4, 8, 15, 15, 15, 15, 15]);
    },
  );

  it.each([SNS_RETRY_DELAY, MINUTE])(
    'runs it at each try of SNS, when these are %i ms apart',
    async (delay) => {
      const { accept, runs } = startWith(FAILURES[0]![1]);
      const notification = notificationOf('a');
      for (let tries = 0; tries < 50; tries++) {
        await expect(accept(notification)).rejects.toMatchObject(failed);
        now += delay;
      }
      expect(runs).toHaveLength(50);
    },
  );

  it('is accepted when it succeeds after a pause', async () => {
    let isBroken = true;
    const { accept, runs } = startWith(() => {
      if (isBroken) throw new Error('broken');
    });
    const notification = notificationOf('a');
    for (let run = 0; run < SNS_TRIES; run++) {
      await expect(accept(notification)).rejects.toMatchObject(failed);
    }
    isBroken = false;
    await expect(accept(notification)).rejects.toMatchObject(backoff);
    now += SECOND;
    await accept(notification);
    await accept(notification);
    expect(runs).toHaveLength(SNS_TRIES + 1);
  });

  it('is forgotten when it has not failed for a minute', async () => {
    const { accept, runs } = startWith(FAILURES[0]![1]);
    const notification = notificationOf('a');
    for (let run = 0; run < SNS_TRIES; run++) await accept(notification).catch(() => {});
    now += MINUTE + 1;
    for (let run = 0; run < 2 * SNS_TRIES; run++) await accept(notification).catch(() => {});
    expect(runs).toHaveLength(2 * SNS_TRIES);
  });

  it('holds up neither another message nor a handler that has not failed', async () => {
    const calls: string[] = [];
    const store = new MemoryIdempotencyStore();
    const { accept } = startDelivery({
      store,
      handlers: {
        broken: ({ id }) => {
          calls.push(`broken ${id}`);
          if (id === 'a') throw new Error('broken');
        },
        sound: ({ id }) => calls.push(`sound ${id}`),
      },
    });
    const notification = notificationOf('a');
    // Another instance is at work on it.
    const other = store.claim(notification.info.messageId, ['0:sound'], MINUTE);
    for (let run = 0; run < SNS_TRIES; run++) await accept(notification).catch(() => {});
    store.release(other, other.granted);
    calls.length = 0;

    await expect(accept(notification)).rejects.toMatchObject(backoff);
    await accept(notificationOf('b'));
    await expect(accept(notification)).rejects.toMatchObject(backoff);
    expect(calls).toEqual(['sound a', 'broken b', 'sound b']);
  });
});

it('a handler that hangs on each run is paused like one that fails', async () => {
  vi.restoreAllMocks();
  let runs = 0;
  const { accept } = startDelivery({
    handlers: {
      hung: () => {
        runs++;
        return new Promise(() => {});
      },
    },
    handlerTimeout: 200,
  });
  const notification = notificationOf('a');
  await vi.waitFor(() => expect(accept(notification)).rejects.toMatchObject(backoff), {
    timeout: 240_000,
    interval: 5,
  });
  expect(runs).toBe(SNS_TRIES);
});
