import { readFileSync } from 'node:fs';
import { connect } from 'node:net';
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
  /** @default 200 */
  readonly status?: number;
}

/**
 * A process of its own, so that the load is not made by the server that it is to measure. It writes
 * requests made beforehand to bare sockets: a load generator such as autocannon takes longer over a
 * request than the fastest of the servers do, and would be what is measured.
 */
process.on('message', (order: LoadOrder) => {
  void run(order).then((result) => process.send?.(result));
});
process.on('disconnect', () => process.exit());

async function run({
  url,
  workloadFile,
  connections,
  status = 200,
}: LoadOrder): Promise<LoadResult> {
  const { port, pathname } = new URL(url);
  const requests = requestsOf(workloadFile, pathname);
  const queue = requests.values();
  const latencies: number[] = [];
  let failures = 0;
  const startedAt = performance.now();
  const sendThemOneByOne = (): Promise<void> =>
    new Promise((resolve, reject) => {
      const socket = connect({ host: '127.0.0.1', port: Number(port), noDelay: true });
      let sentAt = 0;
      const send = (): void => {
        const { value } = queue.next();
        sentAt = performance.now();
        if (value === undefined) socket.end(resolve);
        else socket.write(value);
      };
      socket.on('connect', send).on('error', reject);
      // An answer of any of the servers is so short that it comes in one piece.
      socket.on('data', (answer) => {
        latencies.push(performance.now() - sentAt);
        if (answer.toString('latin1', 9, 12) !== String(status)) failures++;
        send();
      });
    });
  await Promise.all(Array.from({ length: connections }, sendThemOneByOne));
  const seconds = (performance.now() - startedAt) / 1000;
  latencies.sort((a, b) => a - b);
  const percentile = (share: number) => latencies[Math.floor(latencies.length * share)] ?? NaN;
  return {
    requests: latencies.length,
    requestsPerSecond: latencies.length / seconds,
    p50: percentile(0.5),
    p99: percentile(0.99),
    failures,
  };
}

const cache = new Map<string, readonly Buffer[]>();

function requestsOf(workloadFile: string, path: string): readonly Buffer[] {
  const key = `${workloadFile} ${path}`;
  let requests = cache.get(key);
  if (requests === undefined) {
    const { bodies } = JSON.parse(readFileSync(workloadFile, 'utf8')) as Workload;
    requests = bodies.map((body) => requestOf(path, body));
    cache.set(key, requests);
  }
  return requests;
}

function requestOf(path: string, body: string): Buffer {
  const lines = [
    `POST ${path} HTTP/1.1`,
    'Host: 127.0.0.1',
    'Connection: keep-alive',
    'Content-Type: text/plain; charset=UTF-8',
    'User-Agent: Amazon Simple Notification Service Agent',
    'x-amz-sns-message-type: Notification',
    `Content-Length: ${Buffer.byteLength(body)}`,
  ];
  return Buffer.from(`${lines.join('\r\n')}\r\n\r\n${body}`);
}
