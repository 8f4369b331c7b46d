import { SIMULATOR_PORT } from '../../testing/simulator-fetch.js';
import { integerFrom } from '../frame/arguments.js';
import { act, type CommandFrame } from '../frame/command.js';
import type { ListenOptions } from './listen.options.js';

export function addListen(frame: CommandFrame): void {
  const command = frame.program
    .command('listen')
    .summary('run the simulator for applications in development')
    .description(
      'Runs the simulator on loopback, with a key that it keeps between runs.\n' +
        'An application trusts it with: fetch: simulatorFetch()',
    )
    .option('--port <number>', 'port of the simulator', integerFrom(0, 65_535), SIMULATOR_PORT)
    .option('--json', 'print each request as a line of JSON');
  act<ListenOptions>(frame, command, async (_, options) => {
    const { listen } = await import('./listen.js');
    return listen(frame.terminal, options);
  });
}
