import type { LoggerService } from '@nestjs/common';

export interface LogLine {
  readonly level: string;
  readonly text: string;
  /** What was logged beside it: for an error, its stack trace. */
  readonly rest: readonly unknown[];
}

/** Keeps what an application logs. */
export class CollectingLogger implements LoggerService {
  readonly lines: LogLine[] = [];

  log(message: unknown): void {
    this.add('log', message);
  }

  error(message: unknown, ...rest: unknown[]): void {
    this.add('error', message, rest);
  }

  warn(message: unknown): void {
    this.add('warn', message);
  }

  debug(message: unknown): void {
    this.add('debug', message);
  }

  fatal(message: unknown): void {
    this.add('fatal', message);
  }

  /** Lines of that level that hold the text. */
  find(level: string, text: string): string[] {
    return this.lines
      .filter((line) => line.level === level && line.text.includes(text))
      .map((line) => line.text);
  }

  private add(level: string, message: unknown, rest: readonly unknown[] = []): void {
    this.lines.push({ level, text: String(message), rest });
  }
}
