import type { DeadLetterStore } from '../../delivery/dead-letter-store.js';
import { logText } from '../../common/log-text.js';
import { UsageError } from '../frame/errors.js';
import { EXIT, type ExitCode } from '../frame/exit-codes.js';
import type { Terminal } from '../frame/terminal.js';
import { filterOf, type ReplayOptions } from './dead-letters.options.js';
import { withStorage } from './with-storage.js';

export function replayDeadLetters(
  terminal: Terminal,
  ids: readonly string[],
  options: ReplayOptions,
): Promise<ExitCode> {
  const isFiltered = options.handler !== undefined || options.before !== undefined;
  if (ids.length > 0 === (options.all ?? false) || (ids.length > 0 && isFiltered)) {
    throw new UsageError(
      'name the dead letters, or replay --all that match --handler and --before',
    );
  }
  if (options.all && options.withHandler !== undefined) {
    throw new UsageError('--with-handler is for dead letters that are named, not for --all');
  }
  return withStorage(terminal, options, async ({ deadLetters }) => {
    const missing: string[] = [];
    const replayed = options.all
      ? await deadLetters.replayAll(filterOf(options))
      : await replayEach(deadLetters, ids, options.withHandler, missing);
    if (options.json || !terminal.isInteractive) terminal.printJson({ replayed, missing });
    else terminal.print(`${replayed} dead letters replayed`);
    for (const id of missing) terminal.error(`there is no dead letter ${logText(id)}`);
    return missing.length === 0 ? EXIT.OK : EXIT.FOUND;
  });
}

/** @param missing receives the ids that are not there. */
async function replayEach(
  deadLetters: DeadLetterStore,
  ids: readonly string[],
  handler: string | undefined,
  missing: string[],
): Promise<number> {
  for (const id of ids) if (!(await deadLetters.replay(id, handler))) missing.push(id);
  return ids.length - missing.length;
}
