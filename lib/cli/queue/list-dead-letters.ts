import { logText } from '../../common/log-text.js';
import { EXIT, type ExitCode } from '../frame/exit-codes.js';
import { renderTable } from '../frame/table.js';
import type { Terminal } from '../frame/terminal.js';
import { filterOf, type ListOptions } from './dead-letters.options.js';
import { errorText, updateText, type Letter } from './letter-text.js';
import { withStorage } from './with-storage.js';

const MAX_ERROR = 60;

export function listDeadLetters(terminal: Terminal, options: ListOptions): Promise<ExitCode> {
  return withStorage(terminal, options, async ({ deadLetters }) => {
    const filter = filterOf(options);
    const { letters, next } = await deadLetters.list(filter, options.limit, options.from);
    if (options.json || !terminal.isInteractive) {
      terminal.printJson({ letters, next: next ?? null });
      return EXIT.OK;
    }
    const rows = letters.map(rowOf);
    const head = ['id', 'failed at', 'handler', 'attempts', 'update', 'error'];
    if (rows.length > 0) terminal.print(`${renderTable(terminal, head, rows)}\n`);
    const count = await deadLetters.count(filter);
    terminal.print(`${rows.length} of ${count} dead letters`);
    if (next !== undefined) terminal.print(`The next ones: --from ${next}`);
    return EXIT.OK;
  });
}

function rowOf(letter: Letter): string[] {
  return [
    logText(letter.id, Infinity),
    letter.failedAt.toISOString(),
    logText(letter.handler),
    String(letter.attempts),
    updateText(letter),
    errorText(letter, MAX_ERROR),
  ];
}
