import type { Command } from 'commander';
import type { ExitCode } from './exit-codes.js';
import type { Terminal } from './terminal.js';

/** Where a command leaves its exit code. */
export interface Outcome {
  exitCode: ExitCode;
}

/** What each command is built from. */
export interface CommandFrame {
  readonly program: Command;
  readonly terminal: Terminal;
  readonly outcome: Outcome;
}

/** What a command does: gets its arguments and its options, and returns its exit code. */
export type CommandAction<Options> = (
  args: readonly string[],
  options: Options,
) => Promise<ExitCode>;

/** Ties an action to a command. The action is what loads the rest of the command's code. */
export function act<Options>(
  { outcome }: CommandFrame,
  command: Command,
  action: CommandAction<Options>,
): void {
  command.action(async () => {
    outcome.exitCode = await action(command.args, command.opts<Options & object>());
  });
}
