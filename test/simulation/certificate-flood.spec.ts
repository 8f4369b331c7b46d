import { beforeEach, describe, expect, it, vi } from 'vitest';
import {
  DOWNLOAD_BURST,
  DOWNLOADS_PER_SECOND,
  MAX_DOWNLOADS,
} from '../../lib/sns/download-queue.js';
import { MAX_WAIT } from '../../lib/sns/waiting-messages.js';
import { simulateFlood, type Flood } from './certificate-flood.js';
import { SeededRandom } from './seeded-random.js';

const FLOODS: readonly [flood: Flood, minAccepted: number][] = [
  [{ postsPerSecond: 200, sns: 'answers 404' }, 99],
  [{ postsPerSecond: 1_000, sns: 'answers 404' }, 90],
  [{ postsPerSecond: 5, sns: 'hangs' }, 90],
  [{ postsPerSecond: 100, sns: 'hangs' }, 90],
  [{ postsPerSecond: 16, sns: 'hangs', isTwice: true }, 90],
];

describe('a genuine message whose certificate is not cached', () => {
  beforeEach(() => {
    const random = new SeededRandom(1);
    vi.spyOn(Math, 'random').mockImplementation(() => random.next());
  });

  it.each(FLOODS)(
    'is accepted during a flood of %o: %i %',
    async (flood, minAccepted) => {
      const report = await simulateFlood(flood, 1);
      console.info(JSON.stringify({ ...flood, ...report }));
      expect(report.accepted).toBeGreaterThanOrEqual(minAccepted);
      expect(report.mostAtOnce).toBeLessThanOrEqual(MAX_DOWNLOADS);
      expect(report.mostPerSecond).toBeLessThanOrEqual(DOWNLOAD_BURST + DOWNLOADS_PER_SECOND);
      expect(report.slowestAnswer).toBeLessThanOrEqual(MAX_WAIT);
    },
    300_000,
  );
});
