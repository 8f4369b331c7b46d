import type { Terminal } from '../frame/terminal.js';

/** What the engines log is no part of the result: it would break JSON on stdout. */
export async function logToTerminal(terminal: Terminal): Promise<void> {
  const { Logger } = await import('@nestjs/common');
  const note = (message: unknown): void => terminal.note(`note: ${String(message)}`);
  // An outage of Redis is also the error of the command.
  Logger.overrideLogger({ log: () => {}, warn: note, error: () => {} });
}
