import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { RunningContender, type Contender } from './contender.js';
import { measureForgedBurst, type ForgedBurst } from './forged-burst.js';
import { Loader } from './loader.js';
import {
  ratio,
  toMarkdown,
  toRatioTable,
  type Measurement,
  type RatioRow,
  type WorkloadReport,
} from './report.js';
import { measureStartUp, type StartUp } from './start-up.js';
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
const SCALE = options.quick ? 0.2 : 1;

/** Before the first round that counts, so that it finds the code optimised. */
const WARM_UP_ROUNDS = options.quick ? 2 : 4;

const SIZES: readonly WorkloadSize[] = [
  { name: '1 update', updates: 1, messages: 4_000 * SCALE },
  { name: '10 updates', updates: 10, messages: 3_200 * SCALE },
  { name: '100 updates', updates: 100, messages: 1_280 * SCALE },
  { name: '1 500 updates (about 200 KiB)', updates: 1_500, messages: 128 * SCALE },
];

const LIMIT = 'bare node:http';
const VALIDATOR = 'Express 5 + sns-validator';
const BARE_NEST = 'bare Nest, Express';
const TRUSTING_NEST = 'trusting Nest, Express';
const OURS_EXPRESS = 'this module, Express';
const OURS_FASTIFY = 'this module, Fastify';

const OURS: Contender = { name: OURS_FASTIFY, script: 'this-module', adapter: 'fastify' };
const CONTENDERS: readonly Contender[] = [
  { name: LIMIT, script: 'bare-http' },
  { name: VALIDATOR, script: 'express-sns-validator' },
  { name: BARE_NEST, script: 'bare-nest', adapter: 'express' },
  { name: TRUSTING_NEST, script: 'trusting-nest', adapter: 'express' },
  { name: OURS_EXPRESS, script: 'this-module', adapter: 'express' },
  OURS,
];

/** The price of a delivery that survives a crash. */
const OURS_SQLITE = 'this module, Fastify, SQLite';
const DURABLE: WorkloadSize = { name: 'durable', updates: 1, messages: 2_560 * SCALE };

/** The price of being seen. */
const OBSERVED: WorkloadSize = { name: 'observed', updates: 1, messages: 4_000 * SCALE };
const OURS_MEASURED: Contender = {
  ...OURS,
  name: `${OURS_FASTIFY}, metrics`,
  telemetry: 'metrics',
};
const OURS_TRACED: Contender = {
  ...OURS,
  name: `${OURS_FASTIFY}, metrics and traces`,
  telemetry: 'metrics and traces',
};

/** The ratios to watch. */
const RATIOS: readonly RatioRow[] = [
  { of: OURS_FASTIFY, to: LIMIT },
  { of: OURS_EXPRESS, to: BARE_NEST },
  { of: OURS_EXPRESS, to: TRUSTING_NEST },
  { of: OURS_FASTIFY, to: VALIDATOR },
  { of: OURS_EXPRESS, to: VALIDATOR },
];

const folder = mkdtempSync(join(tmpdir(), 'misfit-bench-'));
const loader = new Loader();

async function measureOnce(
  running: RunningContender,
  workloadFile: string,
  round: number,
): Promise<Measurement> {
  await running.reset();
  const cpuBefore = running.cpuTime();
  const result = await loader.run({ url: running.url, workloadFile, connections: CONNECTIONS });
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
async function measure(
  size: WorkloadSize,
  contenders: readonly Contender[],
): Promise<WorkloadReport> {
  const workloadFile = join(folder, `${size.name.replaceAll(/\W+/g, '-')}.json`);
  writeFileSync(workloadFile, JSON.stringify(await createWorkload(size)));
  const running = await Promise.all(
    contenders.map((contender) => RunningContender.start(contender, workloadFile)),
  );
  const measurements: Measurement[] = [];
  const memory: Record<string, number> = {};
  try {
    for (let round = -WARM_UP_ROUNDS; round < ROUNDS; round++) {
      for (const contender of running) {
        const measurement = await measureOnce(contender, workloadFile, round);
        if (round >= 0) measurements.push(measurement);
      }
    }
    for (const contender of running) memory[contender.contender.name] = await contender.memory();
  } finally {
    await Promise.all(running.map((contender) => contender.stop()));
  }
  return { workload: size.name, measurements, memory };
}

function isWanted(name: string): boolean {
  return options.only === undefined || name.startsWith(options.only);
}

function tell(text: string): void {
  if (!options.json) console.log(text);
}

interface Results {
  readonly workloads: WorkloadReport[];
  durable?: WorkloadReport;
  observed?: WorkloadReport;
  forgedBurst?: ForgedBurst;
  startUp?: StartUp;
}

const results: Results = { workloads: [] };
const reports = results.workloads;
try {
  tell(`Node ${process.version}, ${cpus().length} × ${cpus()[0]?.model.trim()}`);
  tell(`Medians of ${ROUNDS} interleaved rounds, ${CONNECTIONS} connections.`);
  for (const size of options.quick ? SIZES.slice(0, 3) : SIZES) {
    if (!isWanted(size.name)) continue;
    const report = await measure(size, CONTENDERS);
    reports.push(report);
    tell(`\n${toMarkdown(report, LIMIT)}`);
    const p99 = ratio(report, OURS_FASTIFY, LIMIT, 'p99');
    tell(`\np99 of ${OURS_FASTIFY}: ${p99.toFixed(2)} times that of ${LIMIT}`);
  }
  if (reports.length > 0) {
    tell(`\n${toRatioTable(reports, RATIOS, 'CPU time')}`);
    tell(`\n${toRatioTable(reports, RATIOS, 'requests/s')}`);
  }
  if (isWanted(DURABLE.name)) {
    const sqlite = join(folder, 'delivery.db');
    const report = await measure(DURABLE, [OURS, { ...OURS, name: OURS_SQLITE, sqlite }]);
    results.durable = report;
    tell(`\n${toMarkdown(report, OURS_FASTIFY)}`);
    const cost = ratio(report, OURS_FASTIFY, OURS_SQLITE, 'requestsPerSecond').toFixed(2);
    tell(`\nA message by SQLite takes ${cost} times as long as one in process`);
  }
  if (isWanted(OBSERVED.name)) {
    const report = await measure(OBSERVED, [OURS, OURS_MEASURED, OURS_TRACED]);
    results.observed = report;
    tell(`\n${toMarkdown(report, OURS_FASTIFY)}`);
  }
  if (isWanted('forged burst')) {
    results.forgedBurst = await measureForgedBurst(OURS, loader, folder, ROUNDS);
    const { genuine, forged, delay, bound } = results.forgedBurst;
    const costs = `${forged.toFixed(0)} µs of CPU each, a genuine one ${genuine.toFixed(0)} µs`;
    tell(`\n2 000 forged messages at once, on ${OURS.adapter}: ${costs};`);
    tell(
      `a genuine one meanwhile waits ${delay.toFixed(0)} ms at most (${bound.toFixed(0)} allowed)`,
    );
  }
  if (isWanted('start')) {
    const startUp = (results.startUp = await measureStartUp(ROUNDS));
    const added = (startUp.with - startUp.without).toFixed(0);
    tell(
      `\nStart with 500 providers: ${startUp.without.toFixed(0)} ms, and ${added} ms more with us`,
    );
  }
} finally {
  loader.stop();
  rmSync(folder, { recursive: true, force: true });
}
if (options.json) console.log(JSON.stringify(results, null, 2));
