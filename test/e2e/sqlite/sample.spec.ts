import { expect, it } from 'vitest';
import { missingLines, startSample } from '../../support/processes/sample.js';
import { databasePath } from '../../support/sqlite/temp-directory.js';

/** In the order in which a newcomer sees them after `npm run sample:sqlite`. */
const EXPECTED_LINES = [
  'DeviceListener.onDevice handles devices',
  'notification: answered 200, its work is stored',
  'the same notification: answered 200, nothing is added',
  'recalculated the day of ada',
  '(attempt 3, the last: dead letter',
  'fetched sleep',
  'dead letter: {"id":',
  'replayed: answered 204',
];

it('the sample with SQLite shows retries, RetryLater and a replayed dead letter', async () => {
  const env = { DATABASE: databasePath() };
  const sample = startSample('02-durable-sqlite', env);
  await sample.writes('its work is stored');

  const second = startSample('02-durable-sqlite', env);
  await expect(second.writes('Nest application successfully started')).rejects.toThrow('is in use');

  await sample.writes('updated device');
  expect(missingLines(sample.output(), EXPECTED_LINES), sample.output()).toEqual([]);
  await sample.end();
});
