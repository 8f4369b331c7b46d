import Table from 'cli-table3';
import type { Terminal } from './terminal.js';

/** A table without lines, so that it can be copied and searched. */
export function renderTable(
  terminal: Terminal,
  head: readonly string[],
  rows: readonly (readonly string[])[],
): string {
  const table = new Table({ chars: NO_LINES, style: { head: [], border: [], compact: true } });
  table.push(
    head.map((title) => terminal.style('bold', title)),
    ...rows.map((row) => [...row]),
  );
  return withoutTrailingBlanks(table.toString());
}

const NO_LINES = {
  top: '',
  'top-mid': '',
  'top-left': '',
  'top-right': '',
  bottom: '',
  'bottom-mid': '',
  'bottom-left': '',
  'bottom-right': '',
  mid: '',
  'mid-mid': '',
  'left-mid': '',
  'right-mid': '',
  left: '',
  right: '',
  middle: ' ',
};

function withoutTrailingBlanks(text: string): string {
  return text.replaceAll(/[ ]+$/gm, '');
}
