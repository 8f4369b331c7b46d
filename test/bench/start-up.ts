import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { median } from './report.js';

const SCRIPT = fileURLToPath(new URL('servers/many-providers.js', import.meta.url));

export interface StartUp {
  /** Milliseconds from `NestFactory.create` to `listen`. */
  readonly without: number;
  readonly with: number;
}

/** What the module adds to the start of an application of 500 providers, in fresh processes. */
export async function measureStartUp(rounds: number): Promise<StartUp> {
  const times: { without: number; with: number }[] = [];
  for (let round = 0; round < rounds; round++) {
    times.push({ without: await start('without'), with: await start('with') });
  }
  return {
    without: median(times.map((time) => time.without)),
    with: median(times.map((time) => time.with)),
  };
}

async function start(variant: 'with' | 'without'): Promise<number> {
  const child = fork(SCRIPT, ['', 'fastify', variant]);
  const [{ startUp }] = (await once(child, 'message')) as [{ startUp: number }];
  child.disconnect();
  await once(child, 'exit');
  return startUp;
}
