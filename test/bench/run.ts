import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { RunningContender, type Contender } from './contender.js';
import type { LoadOrder, LoadResult } from './load.js';
import { ratio, toMarkdown, type Measurement, type WorkloadReport } from './report.js';
import { createWorkload, type WorkloadSize } from './workload.js';

const { values: options } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    json: { type: 'boolean', default: false },
    only: { type: 'string' },
  },
});

const CONNECTIONS = 32;
const ROUNDS = options.quick ? 3 : 7;
const WARM_UP_ROUNDS = 3;
const SCALE = options.quick ? 0.35 : 1;

const SIZES: readonly WorkloadSize[] = [
  { name: '1 update', updates: 1, messages: 6_400 * SCALE },
  { name: '10 updates', updates: 10, messages: 4_800 * SCALE },
  { name: '100 updates', updates: 100, messages: 1_920 * SCALE },
  { name: '1 500 updates (about 200 KiB)', updates: 1_500, messages: 256 * SCALE },
];

const LIMIT = 'bare node:http';
const VALIDATOR = 'Express 5 + sns-validator';
const CONTENDERS: readonly Contender[] = [
  { name: LIMIT, script: 'bare-http' },
  { name: VALIDATOR, script: 'express-sns-validator' },
  { name: 'bare Nest, Express', script: 'bare-nest', adapter: 'express' },
  { name: 'bare Nest, Fastify', script: 'bare-nest', adapter: 'fastify' },
  { name: 'this module, Express', script: 'this-module', adapter: 'express' },
  { name: 'this module, Fastify', script: 'this-module', adapter: 'fastify' },
];

/** The ratios to watch. */
const RATIOS = [
  ['this module, Fastify', LIMIT],
  ['this module, Express', 'bare Nest, Express'],
  ['this module, Fastify', VALIDATOR],
  ['this module, Express', VALIDATOR],
] as const;

const folder = mkdtempSync(join(tmpdir(), 'misfit-bench-'));
const loader = fork(fileURLToPath(new URL('load.js', import.meta.url)));

async function load(order: LoadOrder): Promise<LoadResult> {
  const answer = once(loader, 'message');
  loader.send(order);
  const [result] = (await answer) as [LoadResult];
  if (result.failures > 0) throw new Error(`${result.failures} requests failed at ${order.url}`);
  return result;
}

async function measureOnce(
  running: RunningContender,
  workloadFile: string,
  round: number,
): Promise<Measurement> {
  await running.reset();
  const cpuBefore = running.cpuTime();
  const result = await load({ url: running.url, workloadFile, connections: CONNECTIONS });
  return {
    contender: running.contender.name,
    round,
    requestsPerSecond: result.requestsPerSecond,
    cpuMicrosPerRequest: (running.cpuTime() - cpuBefore) / 1000 / result.requests,
    p50: result.p50,
    p99: result.p99,
  };
}

/** Every contender in every round, one after the other: what drifts, drifts for all. */
async function measure(size: WorkloadSize): Promise<WorkloadReport> {
  const workloadFile = join(folder, `${size.updates}.json`);
  writeFileSync(workloadFile, JSON.stringify(await createWorkload(size)));
  const running = await Promise.all(
    CONTENDERS.map((contender) => RunningContender.start(contender, workloadFile)),
  );
  const measurements: Measurement[] = [];
  try {
    for (let round = 0; round < WARM_UP_ROUNDS; round++) {
      for (const contender of running) await measureOnce(contender, workloadFile, 0);
    }
    for (let round = 1; round <= ROUNDS; round++) {
      for (const contender of running) {
        measurements.push(await measureOnce(contender, workloadFile, round));
      }
    }
  } finally {
    await Promise.all(running.map((contender) => contender.stop()));
  }
  return { workload: size.name, measurements };
}

const reports: WorkloadReport[] = [];
try {
  for (const size of SIZES) {
    if (options.only !== undefined && !size.name.startsWith(options.only)) continue;
    reports.push(await measure(size));
  }
} finally {
  loader.disconnect();
  rmSync(folder, { recursive: true, force: true });
}

if (options.json) {
  console.log(JSON.stringify(reports, null, 2));
} else {
  console.log(`Node ${process.version}, ${cpus().length} × ${cpus()[0]?.model.trim()}`);
  console.log(`Medians of ${ROUNDS} interleaved rounds, ${CONNECTIONS} connections.`);
  for (const report of reports) {
    console.log(`\n${toMarkdown(report, LIMIT)}\n`);
    for (const [of, to] of RATIOS) {
      const speed = ratio(report, of, to, 'requestsPerSecond').toFixed(2);
      const cpu = ratio(report, to, of, 'cpuMicrosPerRequest').toFixed(2);
      console.log(`- ${of} to ${to}: ${speed} by requests/s, ${cpu} by CPU time`);
    }
  }
}
