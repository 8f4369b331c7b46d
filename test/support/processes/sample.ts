import { spawn, type ChildProcess } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { onTestFinished } from 'vitest';

export interface RunningSample {
  readonly process: ChildProcess;
  output(): string;
  /** Resolves when it has written that. */
  writes(text: string): Promise<void>;
  /** Ends it as Ctrl-C does; resolves to its exit code. */
  end(): Promise<number | null>;
}

/** Starts a built sample, until the test ends at the latest. */
export function startSample(name: string, env: NodeJS.ProcessEnv = {}): RunningSample {
  const main = fileURLToPath(new URL(`../../../sample/${name}/dist/main.js`, import.meta.url));
  const plainText = { NO_COLOR: '1', FORCE_COLOR: undefined };
  const child = spawn(process.execPath, [main], {
    env: { ...process.env, ...plainText, PORT: '0', ...env },
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  const exited = new Promise<number | null>((resolve) => child.once('exit', resolve));
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk: Buffer) => (output += chunk.toString()));
  }
  return {
    process: child,
    output: () => output,
    async writes(text) {
      const hasEnded = exited.then(() => true);
      while (!output.includes(text)) {
        const pause = new Promise<false>((resolve) => setTimeout(resolve, 20, false));
        if (await Promise.race([hasEnded, pause])) throw new Error(`the sample ended: ${output}`);
      }
    },
    async end() {
      child.kill('SIGTERM');
      return exited;
    },
  };
}

/** The lines that are not there, or not behind the one before them. */
export function missingLines(output: string, lines: readonly string[]): string[] {
  let position = 0;
  return lines.filter((line) => {
    const found = output.indexOf(line, position);
    if (found >= 0) position = found;
    return found < 0;
  });
}
