import { writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { join } from 'node:path';
import { RunningContender, type Contender } from './contender.js';
import type { Loader } from './loader.js';
import { median } from './report.js';
import { createWorkload, type Workload } from './workload.js';

const MESSAGES = 2_000;
const CONNECTIONS = 200;
const WARM_UP_ROUNDS = 4;

export interface ForgedBurst {
  /** Microseconds of CPU. */
  readonly genuine: number;
  /** Microseconds of CPU. */
  readonly forged: number;
  /** Milliseconds that the slowest genuine message had to wait for its answer meanwhile. */
  readonly delay: number;
  /** What that may be at most: as long as so many genuine messages would take. */
  readonly bound: number;
}

/** What it costs to refuse a burst of messages that only their signatures give away. */
export async function measureForgedBurst(
  contender: Contender,
  loader: Loader,
  folder: string,
  rounds: number,
): Promise<ForgedBurst> {
  const workload = await createWorkload({ name: 'burst', updates: 1, messages: MESSAGES });
  const genuineFile = write(folder, 'genuine', workload);
  const forgedFile = write(folder, 'forged', { ...workload, bodies: workload.bodies.map(forge) });
  const running = await RunningContender.start(contender, genuineFile);
  const { url } = running;
  const sendAll = async (workloadFile: string, status: number): Promise<number> => {
    await running.reset();
    const before = running.cpuTime();
    await loader.run({ url, workloadFile, status, connections: CONNECTIONS });
    return (running.cpuTime() - before) / 1000 / MESSAGES;
  };
  const costs: { genuine: number; forged: number }[] = [];
  for (let round = 0; round < WARM_UP_ROUNDS + rounds; round++) {
    costs.push({
      genuine: await sendAll(genuineFile, 200),
      forged: await sendAll(forgedFile, 403),
    });
  }
  const measured = costs.slice(WARM_UP_ROUNDS);
  const genuine = median(measured.map((cost) => cost.genuine));
  const forged = median(measured.map((cost) => cost.forged));

  await running.reset();
  let isOver = false;
  const burst = sendAll(forgedFile, 403).finally(() => (isOver = true));
  let delay = 0;
  for (const body of workload.bodies) {
    if (isOver) break;
    delay = Math.max(delay, await timeOf(url, body));
  }
  await burst;
  await running.stop();
  return { genuine, forged, delay, bound: (MESSAGES * genuine) / 1000 };
}

function write(folder: string, name: string, workload: Workload): string {
  const file = join(folder, `${name}.json`);
  writeFileSync(file, JSON.stringify(workload));
  return file;
}

function forge(body: string): string {
  const message = JSON.parse(body) as { Message: string };
  return JSON.stringify({ ...message, Message: `${message.Message} ` }, null, 2);
}

/** Milliseconds until a message was answered. */
function timeOf(url: string, body: string): Promise<number> {
  const startedAt = performance.now();
  return new Promise((resolve, reject) => {
    const post = request(url, { method: 'POST' }, (response) => {
      response.resume().on('end', () => {
        if (response.statusCode === 200) resolve(performance.now() - startedAt);
        else reject(new Error(`a genuine message was answered ${response.statusCode}`));
      });
    });
    post.on('error', reject).end(body);
  });
}
