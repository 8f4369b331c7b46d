import { createInterface } from 'node:readline/promises';
import type { Terminal } from './terminal.js';

/** Asks on the terminal; anything but `y` or `yes` is a no, Ctrl-C and the end of input too. */
export async function confirm(terminal: Terminal, question: string): Promise<boolean> {
  const { stdin, stderr } = terminal.streams;
  const ended = new AbortController();
  const lines = createInterface({ input: stdin, output: stderr, terminal: false });
  lines.once('close', () => ended.abort());
  const signal = AbortSignal.any([terminal.interrupted, ended.signal]);
  try {
    const answer = await lines.question(`${question} [y/N] `, { signal });
    return /^y(es)?$/i.test(answer.trim());
  } catch {
    terminal.note('');
    return false;
  } finally {
    lines.close();
  }
}
