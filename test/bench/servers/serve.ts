import { readFileSync } from 'node:fs';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Workload } from '../workload.js';

/** `reset`: forget past messages. `memory`: tell how much is in use. */
export type ServerRequest = 'reset' | 'memory';

/** The workload that the server is to be measured with: it needs the certificate. */
export function readWorkload(): Workload {
  const [, , file] = process.argv;
  if (file === undefined) throw new Error('usage: node <server> <workload file> [adapter]');
  return JSON.parse(readFileSync(file, 'utf8')) as Workload;
}

/** The adapter that a server of Nest is to run on. */
export function adapterName(): 'express' | 'fastify' {
  return process.argv[3] === 'fastify' ? 'fastify' : 'express';
}

/** Tells the parent where to send the load, and does what it asks for. */
export function announce(
  server: Server,
  path: string,
  reset: () => void | Promise<void> = () => {},
): void {
  const { port } = server.address() as AddressInfo;
  const answer = async (request: ServerRequest): Promise<void> => {
    if (request === 'reset') await reset();
    // Not at every reset: a collection with no request in flight takes the hidden classes of
    // requests with it, and with them the optimised code that a warm server runs on.
    if (request === 'memory') globalThis.gc?.();
    process.send?.({ memory: process.memoryUsage().rss });
  };
  process.on('message', (request: ServerRequest) => void answer(request));
  process.on('disconnect', () => process.exit());
  process.send?.({ url: `http://127.0.0.1:${port}${path}` });
}
