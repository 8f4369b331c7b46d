import { once } from 'node:events';
import { logText } from '../../common/log-text.js';
import { SIMULATOR_PORT } from '../../testing/simulator-fetch.js';
import { UsageError } from '../frame/errors.js';
import { EXIT, type ExitCode } from '../frame/exit-codes.js';
import type { Terminal } from '../frame/terminal.js';
import { withoutSecrets } from '../verify/secrets.js';
import { createSimulator } from './create-simulator.js';
import type { ListenOptions } from './listen.options.js';
import { SimulatorServer, type ServedRequest } from './simulator-server.js';

const MAX_URL = 200;

/** Serves until Ctrl-C. */
export async function listen(
  terminal: Terminal,
  { port, json = false }: ListenOptions,
): Promise<ExitCode> {
  const simulator = await createSimulator(terminal);
  const counts = { requests: 0, refused: 0 };
  const server = new SimulatorServer(simulator, simulator.fetch, (request) => {
    counts.requests++;
    if (request.status !== 200) counts.refused++;
    report(terminal, request, json);
  });
  await start(server, port);
  terminal.note(`The simulator listens at ${server.url}. Ctrl-C stops it.`);
  const argument = port === SIMULATOR_PORT ? '' : `{ url: '${server.url}' }`;
  terminal.note(`An application trusts it with: fetch: simulatorFetch(${argument})`);
  if (!terminal.interrupted.aborted) await once(terminal.interrupted, 'abort');
  await server.close();
  if (json) terminal.print(JSON.stringify(counts));
  else terminal.print(`${counts.requests} requests, ${counts.refused} of them not answered 200`);
  return EXIT.OK;
}

async function start(server: SimulatorServer, port: number): Promise<void> {
  try {
    await server.listen(port);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EADDRINUSE') throw error;
    throw new UsageError(`port ${port} is in use: choose another --port`);
  }
}

function report(terminal: Terminal, { url, status, at }: ServedRequest, json: boolean): void {
  const shown = logText(withoutSecrets(url), MAX_URL);
  if (json) return terminal.print(JSON.stringify({ at, url: shown, status }));
  const answer = status === 0 ? 'unreachable' : String(status);
  const colour = status === 200 ? 'green' : 'red';
  terminal.print(`${at.toISOString()} ${terminal.style(colour, answer)} ${shown}`);
}
