import { readFileSync } from 'node:fs';
import autocannon from 'autocannon';
import type { Workload } from './workload.js';

/** What one round of load against one server came to. */
export interface LoadResult {
  readonly requests: number;
  readonly requestsPerSecond: number;
  readonly p50: number;
  readonly p99: number;
  readonly failures: number;
}

export interface LoadOrder {
  readonly url: string;
  readonly workloadFile: string;
  readonly connections: number;
}

/** A process of its own, so that the load is not made by the server that it is to measure. */
process.on('message', (order: LoadOrder) => {
  void run(order).then((result) => process.send?.(result));
});
process.on('disconnect', () => process.exit());

const workloads = new Map<string, readonly string[]>();

async function run({ url, workloadFile, connections }: LoadOrder): Promise<LoadResult> {
  const bodies = bodiesIn(workloadFile);
  const share = Math.floor(bodies.length / connections);
  let next = 0;
  const startedAt = performance.now();
  let endedAt = startedAt;
  const result = await autocannon({
    url,
    connections,
    amount: share * connections,
    method: 'POST',
    headers: {
      'content-type': 'text/plain; charset=UTF-8',
      'user-agent': 'Amazon Simple Notification Service Agent',
      'x-amz-sns-message-type': 'Notification',
    },
    // Each connection sends messages of its own: no message comes twice.
    setupClient: (client) => {
      const first = next;
      next += share;
      // autocannon itself looks only once a second whether it is done.
      client.on('response', () => {
        endedAt = performance.now();
      });
      client.setRequests(bodies.slice(first, first + share).map((body) => ({ body })));
    },
  });
  const seconds = (endedAt - startedAt) / 1000;
  return {
    requests: result['2xx'],
    requestsPerSecond: result['2xx'] / seconds,
    p50: result.latency.p50,
    p99: result.latency.p99,
    failures: result.non2xx + result.errors + result.timeouts,
  };
}

function bodiesIn(file: string): readonly string[] {
  let bodies = workloads.get(file);
  if (bodies === undefined) {
    bodies = (JSON.parse(readFileSync(file, 'utf8')) as Workload).bodies;
    workloads.set(file, bodies);
  }
  return bodies;
}
