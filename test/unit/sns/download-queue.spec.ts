import { afterEach, beforeEach, describe, expect, it, vi, type MockInstance } from 'vitest';
import {
  DOWNLOAD_BURST,
  DOWNLOADS_PER_SECOND,
  DownloadQueue,
  MAX_DOWNLOADS,
} from '../../../lib/sns/download-queue.js';
import { CertificateUnavailableError } from '../../../lib/sns/errors.js';
import { MAX_MESSAGES, MAX_TEXT_LENGTH, MAX_WAIT } from '../../../lib/sns/waiting-messages.js';
import { nthCertificateUrl } from '../../support/sns/certificate-server.js';

const US_EAST_1 = { partition: 'aws', region: 'us-east-1' };
const RETRY_DELAY = 20_000;
const NOT_FOUND = new CertificateUnavailableError('SNS answered 404');

const pass = (milliseconds: number) => vi.advanceTimersByTimeAsync(milliseconds);

/** The n-th URL, and how its download ends. */
interface Download {
  readonly n: number;
  readonly fail: () => void;
}

describe('the queue of certificate downloads', () => {
  let started: Download[];
  let queue: DownloadQueue;
  let drawn: MockInstance<typeof Math.random>;

  const startedUrls = () => started.map(({ n }) => n);
  /** Asks for the n-th URL. @returns what is thrown. */
  const ask = (n: number, textLength = 0): Promise<unknown> =>
    queue.get(nthCertificateUrl(n), US_EAST_1, textLength).catch((error: unknown) => error);
  const askForEach = (first: number, count: number) =>
    Array.from({ length: count }, (_, index) => ask(first + index));
  /** Takes all slots with downloads that end only when they are told to. */
  const fillSlots = async (): Promise<Download[]> => {
    void askForEach(1_000_000, MAX_DOWNLOADS);
    await pass(1_000);
    return started.splice(0);
  };

  beforeEach(() => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] });
    drawn = vi.spyOn(Math, 'random');
    started = [];
    queue = new DownloadQueue(
      ({ href }) =>
        new Promise((_, reject) => {
          const n = parseInt(/[0-9a-f]{32}/.exec(href)![0], 16);
          started.push({ n, fail: () => reject(NOT_FOUND) });
        }),
    );
  });
  afterEach(() => {
    vi.useRealTimers();
    drawn.mockRestore();
  });

  it('runs 32 downloads at once, and the next as soon as one of them ends', async () => {
    void askForEach(1, MAX_DOWNLOADS + 2);
    expect(startedUrls()).toHaveLength(MAX_DOWNLOADS);
    await pass(1_000);
    expect(startedUrls()).toHaveLength(MAX_DOWNLOADS);
    started[7]!.fail();
    await pass(0);
    expect(startedUrls()).toHaveLength(MAX_DOWNLOADS + 1);
  });

  it('starts 50 downloads at first and 500 a second, however fast they fail', async () => {
    const perSecond = [0, 0];
    for (let tick = 0; tick < 100; tick++) {
      void askForEach(100 * tick, 15);
      for (const { fail } of started.splice(0)) {
        perSecond[Math.floor(tick / 50)]!++;
        fail();
      }
      await pass(20);
    }
    const [first, second] = perSecond;
    expect(first).toBeLessThanOrEqual(DOWNLOAD_BURST + DOWNLOADS_PER_SECOND);
    expect(second).toBeLessThanOrEqual(DOWNLOADS_PER_SECOND + 1);
    expect(second).toBeGreaterThanOrEqual(DOWNLOADS_PER_SECOND * 0.9);
  });

  it('answers every message within five seconds, also one whose turn has not come', async () => {
    await fillSlots();
    const late = ask(1);
    let answer: unknown;
    void late.then((error) => (answer = error));
    await pass(MAX_WAIT - 1);
    expect(answer).toBeUndefined();
    await pass(1);
    expect(answer).toBeInstanceOf(CertificateUnavailableError);
    expect(answer).toMatchObject({ message: expect.stringContaining('within 5000 ms') });
  });

  it('downloads nothing that no message waits for any more', async () => {
    const slots = await fillSlots();
    await Promise.all([ask(1), pass(MAX_WAIT)]);
    for (const { fail } of slots) fail();
    await pass(1_000);
    expect(startedUrls()).toEqual([]);
  });

  it('still downloads what another message waits for when the first one gives up', async () => {
    const slots = await fillSlots();
    void ask(1);
    await pass(MAX_WAIT / 2);
    void ask(1);
    await pass(MAX_WAIT / 2);
    slots[0]!.fail();
    await pass(0);
    expect(startedUrls()).toEqual([1]);
  });

  it('starts the URL of a message that comes again before any that is asked for once', async () => {
    const slots = await fillSlots();
    await Promise.all([ask(1), pass(MAX_WAIT)]);
    await pass(RETRY_DELAY - MAX_WAIT);
    void askForEach(100, 500);
    void ask(1);
    slots[0]!.fail();
    await pass(0);
    expect(startedUrls()).toEqual([1]);
  });

  it('starts a URL that two messages wait for before any that is asked for once', async () => {
    const slots = await fillSlots();
    void askForEach(100, 500);
    void ask(300);
    slots[0]!.fail();
    await pass(0);
    expect(startedUrls()).toEqual([300]);
  });

  it('gives a URL whose download has failed no precedence for it', async () => {
    const slots = await fillSlots();
    await Promise.all([ask(1), pass(MAX_WAIT)]);
    void ask(1);
    slots[0]!.fail();
    await pass(0);
    expect(startedUrls()).toEqual([1]);
    started[0]!.fail();
    await pass(0);

    void askForEach(100, 50);
    void ask(1);
    started = [];
    drawn.mockReturnValue(0);
    slots[1]!.fail();
    await pass(0);
    expect(startedUrls()).toEqual([101]);
  });

  it('draws among the URLs that are asked for once, so that the last may be first', async () => {
    const slots = await fillSlots();
    void askForEach(1, 10);
    for (const [index, draw] of [0.999, 0.5, 0].entries()) {
      drawn.mockReturnValue(draw);
      slots[index]!.fail();
      await pass(0);
    }
    expect(startedUrls()).toEqual([10, 5, 1]);
  });

  it('turns one message away at once when too many wait', async () => {
    const answers: unknown[] = [];
    for (const answer of askForEach(1, MAX_MESSAGES)) {
      void answer.then((error) => answers.push(error));
    }
    await pass(0);
    expect(answers).toEqual([]);
    void ask(0).then((error) => answers.push(error));
    await pass(0);
    expect(answers).toEqual([expect.any(CertificateUnavailableError)]);
    expect(answers).toEqual([
      expect.objectContaining({ message: 'too many messages are waiting for their certificates' }),
    ]);
  });

  it('turns messages away when those that wait hold too much text', async () => {
    const answers: unknown[] = [];
    const askFor = (n: number, textLength: number) =>
      void ask(n, textLength).then((error) => answers.push(error));
    askFor(1, 2 * MAX_TEXT_LENGTH);
    await pass(0);
    expect(answers).toHaveLength(0);
    askFor(2, 1);
    await pass(0);
    expect(answers).toHaveLength(1);
    // Whichever of the two has stayed: there is no room for another one of that size.
    askFor(3, 2 * MAX_TEXT_LENGTH);
    await pass(0);
    expect(answers).toHaveLength(2);
    await pass(MAX_WAIT);
    expect(answers).toHaveLength(3);
    // Those that have gone no longer count.
    askFor(4, MAX_TEXT_LENGTH - 1);
    askFor(5, 1);
    await pass(0);
    expect(answers).toHaveLength(3);
  });
});
