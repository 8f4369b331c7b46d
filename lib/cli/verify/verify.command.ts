import { InvalidArgumentError } from 'commander';
import { collect, integerFrom, parseDuration, parseTime } from '../frame/arguments.js';
import { act, type CommandFrame } from '../frame/command.js';
import type { VerifyOptions } from './verify.options.js';

export function addVerify(frame: CommandFrame): void {
  const command = frame.program
    .command('verify')
    .summary('explain a captured request, check by check')
    .description(
      'Explains a captured request: every check in its order, the signed text, the certificate.\n' +
        'FILE holds a body, a raw HTTP request, a HAR file or one entry of it; - reads stdin.\n' +
        'Exit code 0 if the message is genuine, 1 if it is refused, 3 if its certificate cannot be fetched.',
    )
    .argument('<file>')
    .option('--at <time>', "judge at this time; 'sent' is the message's own Timestamp", parseAt)
    .option('--certificate <file>', 'use this certificate (PEM) instead of downloading it')
    .option('--topic <arn>', "allowed topic, can be repeated (default: Misfit's topics)", collect)
    .option('--max-age <time>', 'maximum age of a message (default: 65m)', parseDuration)
    .option('--entry <number>', 'which entry of a HAR file, from 1', integerFrom(1, 1_000_000))
    .option('--json', 'print the result as JSON');
  act<VerifyOptions>(frame, command, async ([file], options) => {
    const { verify } = await import('./verify.js');
    return verify(frame.terminal, file as string, options);
  });
}

function parseAt(text: string): number | 'sent' {
  if (text === 'sent') return text;
  try {
    return parseTime(text);
  } catch {
    throw new InvalidArgumentError("Write a time as 2026-11-24T01:02:03Z, or 'sent'.");
  }
}
