#!/usr/bin/env node
import { runCli } from './run-cli.js';

const interruption = new AbortController();
// A second Ctrl-C ends the process at once.
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => interruption.abort());
}
// A pipe that closes early, as with `| head`, is no fault.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
  process.exit();
});

const { stdin, stdout, stderr, env } = process;
void runCli(process.argv.slice(2), {
  stdin,
  stdout,
  stderr,
  env,
  interrupted: interruption.signal,
}).then((exitCode) => {
  process.exitCode = exitCode;
});
