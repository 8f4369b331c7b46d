import { expect, it } from 'vitest';
import { missingLines, startSample } from '../../support/processes/sample.js';
import { databasePath } from '../../support/sqlite/temp-directory.js';

/** In the order in which a newcomer sees them after `npm run sample:exactly-once`. */
const EXPECTED_LINES = [
  'add-point handles goals',
  '.0: added a point',
  'failed: failed after the commit',
  '.1: added a point',
  '.0: already applied',
  '.1: already applied',
  'notification: answered 503, then 200; 2 points added for 2 updates',
  'the same notification: answered 200; 0 points added for 2 updates',
  'add-point handles goals',
  '.0: already applied',
  'the same notification after a restart: answered 200; 0 points added for 2 updates',
];

it('the sample of exactly-once effects counts each update once, after a failure and a restart', async () => {
  const sample = startSample('06-exactly-once', { DATABASE: databasePath() });
  await sample.writes('after a restart: answered');
  expect(missingLines(sample.output(), EXPECTED_LINES), sample.output()).toEqual([]);
  expect(sample.output().match(/added a point/g)).toHaveLength(2);
  await sample.end();
});
