import { createRequire } from 'node:module';
import { Command } from 'commander';
import type { Outcome } from './frame/command.js';
import type { Terminal } from './frame/terminal.js';
import { addDoctor } from './doctor/doctor.command.js';
import { addSend, addSubscriptionCommands } from './send/send.command.js';
import { addDeadLetters } from './queue/dead-letters.command.js';
import { addQueue } from './queue/queue.command.js';
import { addListen } from './simulator/listen.command.js';
import { addVerify } from './verify/verify.command.js';

// By the name of the package: the path differs between the source and the build.
const { version } = createRequire(import.meta.url)('nestjs-misfit-notification/package.json') as {
  readonly version: string;
};

const EXIT_CODES = `
Exit codes: 0 all well, 1 something is wrong with what was looked at, 2 the command cannot run
as given, 3 nothing answers, 70 a bug in this program, 130 interrupted by Ctrl-C.`;

/** All commands. Their code is loaded when one of them runs. */
export function createProgram(terminal: Terminal, outcome: Outcome): Command {
  const { stdout, stderr } = terminal.streams;
  const program = new Command('nestjs-misfit-notification')
    .description('Send, diagnose and attack: tools for endpoints that receive Misfit notifications')
    .version(version)
    .exitOverride()
    .configureOutput({
      writeOut: (text) => void stdout.write(text),
      writeErr: (text) => void stderr.write(text),
      getOutHelpWidth: () => terminal.columns,
      getErrHelpWidth: () => terminal.columns,
    })
    .configureHelp({ showGlobalOptions: false })
    .helpCommand(false)
    .addHelpText('after', EXIT_CODES);
  const frame = { program, terminal, outcome };
  addDeadLetters(frame);
  addDoctor(frame);
  addListen(frame);
  addQueue(frame);
  addSend(frame);
  addSubscriptionCommands(frame);
  addVerify(frame);
  return program;
}
