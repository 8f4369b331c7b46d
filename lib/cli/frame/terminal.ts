import type { Readable, Writable } from 'node:stream';
import { styleText } from 'node:util';

/** A stream of this process, or of a test. */
export type OutputStream = Writable & { readonly isTTY?: boolean; readonly columns?: number };

/** Everything that a command reads from and writes to. */
export interface CliStreams {
  readonly stdin: Readable & { readonly isTTY?: boolean };
  readonly stdout: OutputStream;
  readonly stderr: OutputStream;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Aborted by Ctrl-C. */
  readonly interrupted: AbortSignal;
}

export type Style = 'bold' | 'dim' | 'red' | 'green' | 'yellow' | 'cyan';

const DEFAULT_COLUMNS = 80;

/** Writes results to stdout, and everything else to stderr. Colours appear on a terminal only. */
export class Terminal {
  /** Whether a person is watching stdout. */
  readonly isInteractive: boolean;
  private readonly hasColours: boolean;

  constructor(readonly streams: CliStreams) {
    const { stdout, env } = streams;
    this.isInteractive = stdout.isTTY === true && env['TERM'] !== 'dumb';
    // https://no-color.org
    this.hasColours = this.isInteractive && !env['NO_COLOR'];
  }

  get interrupted(): AbortSignal {
    return this.streams.interrupted;
  }

  get columns(): number {
    return this.streams.stdout.columns ?? DEFAULT_COLUMNS;
  }

  print(text = ''): void {
    this.streams.stdout.write(`${text}\n`);
  }

  printJson(value: unknown): void {
    this.print(JSON.stringify(value, null, 2));
  }

  /** A remark that is not part of the result. */
  note(text: string): void {
    this.streams.stderr.write(`${text}\n`);
  }

  error(text: string): void {
    this.note(`error: ${text}`);
  }

  style(style: Style | readonly Style[], text: string): string {
    return this.hasColours ? styleText(style as Style, text) : text;
  }
}
