/** Exit codes of every command; docs/command-line.md lists them. */
export const EXIT = {
  /** The command did what it was asked to do, and found nothing wrong. */
  OK: 0,
  /** The command ran and has bad news: a refused message, a failed delivery, a hole. */
  FOUND: 1,
  /** The command cannot run: an unknown option, a broken file, a missing package. */
  USAGE: 2,
  /** Nothing answers: the endpoint, the simulator, the queue. */
  UNREACHABLE: 3,
  /** A bug in this program. */
  UNEXPECTED: 70,
  /** Ctrl-C, as shells count it. */
  INTERRUPTED: 130,
} as const;

export type ExitCode = (typeof EXIT)[keyof typeof EXIT];
