import { expect, it } from 'vitest';
import { missingLines, startSample } from '../support/processes/sample.js';

/** In the order in which a newcomer sees them after `npm start`. */
const EXPECTED_LINES = [
  'GoalListener.recalculate handles goals.updated',
  '"Test Endpoint": answered 200',
  'subscription: answered 200',
  'of ada was updated',
  'failed: the database is away',
  'SIGNATURE_INVALID',
  'forged notification: answered 403',
  'recalculated the day of ada',
  'notification 1: answered 503, then 200',
];

it('the first sample shows handlers, a retry and a refused forgery within seconds', async () => {
  const sample = startSample('01-basic');
  await sample.writes('answered 503, then 200');
  expect(missingLines(sample.output(), EXPECTED_LINES), sample.output()).toEqual([]);
  await sample.end();
});
