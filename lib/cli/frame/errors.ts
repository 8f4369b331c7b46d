import { EXIT, type ExitCode } from './exit-codes.js';

/** An error whose message is all that the user needs. */
export abstract class CliError extends Error {
  abstract readonly exitCode: ExitCode;
}

/** The command cannot run as it was given. */
export class UsageError extends CliError {
  override readonly name = 'UsageError';
  readonly exitCode = EXIT.USAGE;
}

/** What the command works on does not answer. */
export class UnreachableError extends CliError {
  override readonly name = 'UnreachableError';
  readonly exitCode = EXIT.UNREACHABLE;
}

/** The command ran, and what it looked for is not there or not in order. */
export class FoundError extends CliError {
  override readonly name = 'FoundError';
  readonly exitCode = EXIT.FOUND;
}
