import { Argument, type Command } from 'commander';
import { SIMULATOR_PORT } from '../../testing/simulator-fetch.js';
import { integerFrom, parseDuration, parseHttpUrl, parseRate } from '../frame/arguments.js';
import { act, type CommandFrame } from '../frame/command.js';
import type { MessageKind } from '../simulator/simulator-server.js';
import type { DeliveryOptions, SendOptions } from './send.options.js';

const port = integerFrom(0, 65_535);

export function addSend(frame: CommandFrame): void {
  const command = frame.program
    .command('send')
    .summary('send signed notifications, one or many')
    .description(
      'Sends notifications as SNS does: signed, with its headers, timeout and retries.\n' +
        'EVENT is a resource and an action, such as goals.updated.',
    )
    .addArgument(new Argument('[event]').default('goals.updated'))
    .requiredOption('--to <url>', 'the endpoint', parseHttpUrl)
    .option('--owner <id>', 'ownerId of the updates (default: a new one for each)')
    .option('--id <id>', 'id of the changed object (default: a new one for each)')
    .option('--file <file>', 'send the JSON array of updates in this file instead')
    .option('--count <number>', 'number of notifications', integerFrom(1, 10_000_000), 1)
    .option('--rate <rate>', 'maximum rate, such as 50/s or 600/m', parseRate)
    .option('--concurrency <number>', 'deliveries under way at once', integerFrom(1, 1_000), 50);
  act<SendOptions>(frame, deliveryOptions(command), async ([event], options) => {
    const { send } = await import('./send.js');
    return send(frame.terminal, event ?? 'goals.updated', options);
  });
}

const MESSAGES: readonly [name: string, kind: MessageKind, summary: string][] = [
  ['subscribe', 'subscription', 'ask an endpoint to confirm a subscription'],
  ['unsubscribe', 'unsubscription', 'tell an endpoint that its subscription has ended'],
  ['test-endpoint', 'endpoint-test', "do what Misfit's button Test Endpoint does"],
];

/** The commands that send one message that is not a notification. */
export function addSubscriptionCommands(frame: CommandFrame): void {
  for (const [name, kind, summary] of MESSAGES) {
    const command = frame.program
      .command(name)
      .summary(summary)
      .description(`Sends one message as SNS does, to ${summary}.`)
      .argument('<url>', 'the endpoint', parseHttpUrl);
    if (kind === 'endpoint-test') {
      command.option('--app-id <id>', 'id of the Misfit app (default: a new one)');
    }
    act<DeliveryOptions & { readonly appId?: string }>(
      frame,
      deliveryOptions(command),
      async ([url], options) => {
        const { sendSubscriptionMessage } = await import('./send-subscription-message.js');
        return sendSubscriptionMessage(frame.terminal, new URL(url as string), kind, options);
      },
    );
  }
}

function deliveryOptions(command: Command): Command {
  return command
    .option('--retries <number>', 'retries after the first attempt', integerFrom(0, 100), 3)
    .option(
      '--retry-delay <time>',
      'time between two attempts (default: 20s)',
      parseDuration,
      20_000,
    )
    .option('--timeout <time>', 'time limit for an answer (default: 15s)', parseDuration, 15_000)
    .option('--port <number>', 'port of the simulator', port, SIMULATOR_PORT)
    .option('--json', 'print the result as JSON');
}
