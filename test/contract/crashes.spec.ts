import { it } from 'vitest';
import { bullmqEngine } from '../crash/bullmq-engine.js';
import { expectClean } from '../crash/crash-report.js';
import { runThroughFaults } from '../crash/crash-run.js';
import { applicationEnds } from '../crash/fault.js';
import { sqliteEngine } from '../crash/sqlite-engine.js';
import { isRedisMissing, useRedisServer } from '../support/redis/redis-server.js';
import { databasePath } from '../support/sqlite/temp-directory.js';

const redis = isRedisMissing ? undefined : useRedisServer({ isDurable: true });

it('60 kills and shutdowns of the process lose nothing, and repeat only what a kill kept an engine from recording', async () => {
  const engines = [sqliteEngine(databasePath())];
  if (redis !== undefined) engines.push(bullmqEngine(redis, { lockDuration: 10_000 }));
  const reports = await runThroughFaults({ engines, messages: 1_000, faults: applicationEnds(60) });
  for (const [index, { name }] of engines.entries()) expectClean(name, reports[index]!, 1_000);
}, 900_000);
