import { SIMULATOR_PORT } from '../../testing/simulator-fetch.js';
import { integerFrom, parseDuration, parseHttpUrl } from '../frame/arguments.js';
import { act, type CommandFrame } from '../frame/command.js';
import type { DoctorOptions } from './doctor.options.js';

export function addDoctor(frame: CommandFrame): void {
  const command = frame.program
    .command('doctor')
    .summary('attack an endpoint that you own, and report what gets through')
    .description(
      'Attacks an endpoint with forged messages and with what uses up resources.\n' +
        'A forged message gets through if it is answered 2xx or makes the endpoint fetch what the\n' +
        'attacker chose. Many attacks need an endpoint that trusts the simulator.\n' +
        'Exit code 0 if nothing gets through, 1 if something does.',
    )
    .argument('<url>', 'the endpoint', parseHttpUrl)
    .option('--i-own-this-host', 'needed unless the host is a loopback or private address')
    .option(
      '--time-limit <time>',
      'time limit of the whole run (default: 3m)',
      parseDuration,
      180_000,
    )
    .option('--port <number>', 'port of the simulator', integerFrom(0, 65_535), SIMULATOR_PORT)
    .option('--json', 'print the result as JSON');
  act<DoctorOptions>(frame, command, async ([url], options) => {
    const { examine } = await import('./doctor.js');
    return examine(frame.terminal, new URL(url as string), options);
  });
}
