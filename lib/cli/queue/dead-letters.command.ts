import type { Command } from 'commander';
import { integerFrom, parseTime } from '../frame/arguments.js';
import { act, type CommandAction, type CommandFrame } from '../frame/command.js';
import { addStorageOptions } from './storage.options.js';
import type {
  FilterOptions,
  ListOptions,
  PurgeOptions,
  ReplayOptions,
  ShowOptions,
} from './dead-letters.options.js';

/** The commands about dead letters. */
export function addDeadLetters(frame: CommandFrame): void {
  const program = frame.program
    .command('dead-letters')
    .summary('list, show, replay or delete the dead letters of a durable delivery')
    .description('Works on the events that failed for good in a durable delivery.');
  const inGroup = { ...frame, program };
  addList(inGroup);
  addShow(inGroup);
  addReplay(inGroup);
  addPurge(inGroup);
}

function addList(frame: CommandFrame): void {
  const command = frame.program
    .command('list')
    .description('Lists dead letters, oldest failure first.')
    .option('--limit <number>', 'number of dead letters', integerFrom(1, 1_000), 100)
    .option('--from <cursor>', 'the "next" of the previous page');
  run<ListOptions>(frame, withFilter(command), async (_, options) => {
    const { listDeadLetters } = await import('./list-dead-letters.js');
    return listDeadLetters(frame.terminal, options);
  });
}

function addShow(frame: CommandFrame): void {
  const command = frame.program
    .command('show')
    .description('Shows a dead letter with its update and its error.')
    .argument('<id>', 'of the dead letter');
  run<ShowOptions>(frame, command, async ([id], options) => {
    const { showDeadLetter } = await import('./show-dead-letter.js');
    return showDeadLetter(frame.terminal, id as string, options);
  });
}

function addReplay(frame: CommandFrame): void {
  const command = frame.program
    .command('replay')
    .description(
      'Makes tasks of dead letters again, with all their attempts. Their handlers run as soon as\n' +
        'an application works on the queue.',
    )
    .argument('[ids...]', 'of the dead letters')
    .option('--all', 'all that match --handler and --before')
    .option(
      '--with-handler <name>',
      'run this handler instead, for example if the one that failed was renamed',
    );
  run<ReplayOptions>(frame, withFilter(command), async (ids, options) => {
    const { replayDeadLetters } = await import('./replay-dead-letters.js');
    return replayDeadLetters(frame.terminal, ids, options);
  });
}

function addPurge(frame: CommandFrame): void {
  const command = frame.program
    .command('purge')
    .description('Deletes the dead letters that match --handler and --before, after a question.')
    .option('--yes', 'do not ask');
  run<PurgeOptions>(frame, withFilter(command), async (_, options) => {
    const { purgeDeadLetters } = await import('./purge-dead-letters.js');
    return purgeDeadLetters(frame.terminal, options);
  });
}

function withFilter(command: Command): Command {
  return command
    .option('--handler <name>', 'only those of this handler: Class.method')
    .option<FilterOptions['before']>(
      '--before <time>',
      'only those that failed for good before this time',
      (text) => new Date(parseTime(text)),
    );
}

function run<Options>(frame: CommandFrame, command: Command, action: CommandAction<Options>): void {
  act<Options>(frame, addStorageOptions(command), action);
}
