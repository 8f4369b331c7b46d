import { act, type CommandFrame } from '../frame/command.js';
import { addStorageOptions, type StorageOptions } from './storage.options.js';

export function addQueue(frame: CommandFrame): void {
  const command = frame.program
    .command('queue')
    .summary('count the tasks of a durable delivery')
    .description('Counts the tasks in the queue of a durable delivery. Runs no handler.');
  act<StorageOptions>(frame, addStorageOptions(command), async (_, options) => {
    const { showQueue } = await import('./show-queue.js');
    return showQueue(frame.terminal, options);
  });
}
