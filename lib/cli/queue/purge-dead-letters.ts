import { UsageError } from '../frame/errors.js';
import { EXIT, type ExitCode } from '../frame/exit-codes.js';
import { confirm } from '../frame/confirm.js';
import type { Terminal } from '../frame/terminal.js';
import { filterOf, type PurgeOptions } from './dead-letters.options.js';
import { withStorage } from './with-storage.js';

/** @throws UsageError if nobody can be asked. */
export async function purgeDeadLetters(
  terminal: Terminal,
  options: PurgeOptions,
): Promise<ExitCode> {
  if (!options.yes && !(terminal.isInteractive && terminal.streams.stdin.isTTY)) {
    throw new UsageError('purge asks first, and there is no terminal: delete with --yes');
  }
  return withStorage(terminal, options, async ({ deadLetters }) => {
    const filter = filterOf(options);
    const count = await deadLetters.count(filter);
    const isAgreed = options.yes || (await confirm(terminal, `Delete ${count} dead letters?`));
    if (terminal.interrupted.aborted) return EXIT.INTERRUPTED;
    const deleted = isAgreed ? await deadLetters.purge(filter) : 0;
    if (options.json || !terminal.isInteractive) terminal.printJson({ deleted });
    else terminal.print(`${deleted} dead letters deleted`);
    return EXIT.OK;
  });
}
