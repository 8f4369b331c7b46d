import { PassThrough } from 'node:stream';
import { onTestFinished } from 'vitest';
import { runCli } from '../../../lib/cli/run-cli.js';

export interface CliRunOptions {
  readonly stdin?: string;
  readonly env?: Readonly<Record<string, string>>;
  /** Whether stdin and stdout are a terminal. */
  readonly isTerminal?: boolean;
}

/** A command that runs in this process, on streams of the test. */
export class CliRun {
  readonly exitCode: Promise<number>;
  private readonly interruption = new AbortController();
  private readonly out = new PassThrough();
  private readonly err = new PassThrough();
  private texts = { stdout: '', stderr: '' };

  constructor(args: readonly string[], { stdin = '', env = {}, isTerminal }: CliRunOptions = {}) {
    this.out.on('data', (chunk: Buffer) => (this.texts.stdout += chunk.toString()));
    this.err.on('data', (chunk: Buffer) => (this.texts.stderr += chunk.toString()));
    const input = new PassThrough();
    input.end(stdin);
    const terminal = isTerminal ? { isTTY: true, columns: 120 } : {};
    this.exitCode = runCli(args, {
      stdin: Object.assign(input, terminal),
      stdout: Object.assign(this.out, terminal),
      stderr: Object.assign(this.err, terminal),
      env,
      interrupted: this.interruption.signal,
    });
    // A test that fails must not leave a server behind.
    onTestFinished(async () => {
      this.interruption.abort();
      await this.exitCode;
    });
  }

  get stdout(): string {
    return this.texts.stdout;
  }

  get stderr(): string {
    return this.texts.stderr;
  }

  /** Presses Ctrl-C. */
  interrupt(): void {
    this.interruption.abort();
  }
}

export interface CliResult {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a command to its end. */
export async function cli(args: readonly string[], options?: CliRunOptions): Promise<CliResult> {
  const run = new CliRun(args, options);
  const exitCode = await run.exitCode;
  return { exitCode, stdout: run.stdout, stderr: run.stderr };
}
