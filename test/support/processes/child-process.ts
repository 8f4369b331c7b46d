import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { onTestFinished } from 'vitest';

/** Where a script finds the built package under its name. */
const root = fileURLToPath(new URL('../../..', import.meta.url));

export interface Child {
  readonly process: ChildProcess;
  /** All that it has written so far. */
  output(): string;
  /** Its exit code. */
  ended(): Promise<number | null>;
}

/** Runs a script, an ES module, with the built package, until the test ends at the latest. */
export function runScript(script: string, ...args: string[]): Child {
  const child = spawn(process.execPath, ['--input-type=module', '-', ...args], { cwd: root });
  onTestFinished(() => void child.kill('SIGKILL'));
  const exited = once(child, 'close') as Promise<[number | null]>;
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk: Buffer) => (output += chunk.toString()));
  }
  child.stdin.end(script);
  return { process: child, output: () => output, ended: async () => (await exited)[0] };
}
