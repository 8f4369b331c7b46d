import { CommanderError } from 'commander';
import { describeError } from '../common/describe-error.js';
import { EXIT, type ExitCode } from './frame/exit-codes.js';
import { CliError } from './frame/errors.js';
import { Terminal, type CliStreams } from './frame/terminal.js';
import { createProgram } from './program.js';

/**
 * Runs one command.
 *
 * @param args what follows the name of the program.
 * @returns the exit code of the process.
 */
export async function runCli(args: readonly string[], streams: CliStreams): Promise<ExitCode> {
  const terminal = new Terminal(streams);
  const outcome: { exitCode: ExitCode } = { exitCode: EXIT.OK };
  try {
    await createProgram(terminal, outcome).parseAsync(args, { from: 'user' });
    return outcome.exitCode;
  } catch (error) {
    return exitCodeOf(error, terminal);
  }
}

function exitCodeOf(error: unknown, terminal: Terminal): ExitCode {
  // Commander has written its message already; help and version are no errors.
  if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.OK : EXIT.USAGE;
  if (error instanceof CliError) {
    terminal.error(error.message);
    return error.exitCode;
  }
  const { message, stack } = describeError(error);
  terminal.error(`unexpected error: ${stack ?? message}`);
  return EXIT.UNEXPECTED;
}
