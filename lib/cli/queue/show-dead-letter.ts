import { logText } from '../../common/log-text.js';
import { FoundError } from '../frame/errors.js';
import { EXIT, type ExitCode } from '../frame/exit-codes.js';
import { renderTable } from '../frame/table.js';
import type { Terminal } from '../frame/terminal.js';
import type { ShowOptions } from './dead-letters.options.js';
import type { Letter } from './letter-text.js';
import { withStorage } from './with-storage.js';

const MAX_TEXT = 10_000;

/** @throws FoundError if there is no dead letter with this id. */
export function showDeadLetter(
  terminal: Terminal,
  id: string,
  options: ShowOptions,
): Promise<ExitCode> {
  return withStorage(terminal, options, async ({ deadLetters }) => {
    const letter = await deadLetters.get(id);
    if (letter === undefined) throw new FoundError(`there is no dead letter ${logText(id)}`);
    if (options.json || !terminal.isInteractive) terminal.printJson(letter);
    else print(terminal, letter);
    return EXIT.OK;
  });
}

function print(terminal: Terminal, letter: Letter): void {
  const rows = Object.entries(factsOf(letter)).map(([name, value]) => {
    return [name, logText(value, MAX_TEXT)];
  });
  terminal.print(renderTable(terminal, ['dead letter', ''], rows));
  // Each line by itself: a stack trace is easier to read with its lines.
  const lines = (letter.error.stack ?? letter.error.message).slice(0, MAX_TEXT).split('\n');
  terminal.print(`\n${lines.map((line) => logText(line, MAX_TEXT)).join('\n')}`);
}

function factsOf(letter: Letter): Record<string, string> {
  const { id, handler, attempts, failedAt } = letter;
  const common = { id, handler, attempts: String(attempts), 'failed at': failedAt.toISOString() };
  if ('unreadable' in letter) return { ...common, unreadable: letter.unreadable.reason };
  const { id: objectId, ...update } = letter.update as unknown as Record<string, string>;
  const { messageId, topicArn, timestamp } = letter.notification;
  return {
    ...common,
    ...update,
    'object id': String(objectId),
    'message id': messageId,
    topic: topicArn,
    published: timestamp.toISOString(),
  };
}
