import { read } from './pages.js';

/** The cells of a row, by the titles of their columns. */
export type Row = Readonly<Record<string, string>>;

/** The first table behind `marker` on a page. */
export function tableAfter(page: string, marker: string): Row[] {
  const text = read(page);
  const start = text.indexOf(marker);
  if (start < 0) throw new Error(`${page} does not contain ${marker}`);
  const [, table = ''] = /\n((?:\|.*\n)+)/.exec(text.slice(start)) ?? [];
  const [titles = [], , ...rows] = table.trim().split('\n').map(cellsOf);
  return rows.map((cells) => Object.fromEntries(titles.map((title, i) => [title, cells[i] ?? ''])));
}

/** The text of a cell without the backticks around it. */
export function unquoted(cell = ''): string {
  return /^`(?<text>[^`]+)`/.exec(cell)?.groups?.['text'] ?? cell;
}

function cellsOf(line: string): string[] {
  return line
    .split(/(?<!\\)\|/)
    .slice(1, -1)
    .map((cell) => cell.trim());
}
