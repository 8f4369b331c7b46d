import { UnreachableError, UsageError } from '../frame/errors.js';
import { EXIT, type ExitCode } from '../frame/exit-codes.js';
import { renderTable } from '../frame/table.js';
import type { Style, Terminal } from '../frame/terminal.js';
import { createSimulator, createStranger } from '../simulator/create-simulator.js';
import { SimulatorServer } from '../simulator/simulator-server.js';
import type { DoctorOptions } from './doctor.options.js';
import { judge, type Finding } from './finding.js';
import { FORGERIES } from './forgeries.js';
import { Laboratory } from './laboratory.js';
import { OUTGOING_REQUESTS } from './outgoing-requests.js';
import { CLOSED, isAccepted } from './post-message.js';
import { RESOURCE_ATTACKS } from './resource-attacks.js';
import { chooseTarget } from './target.js';
import { WAITING_ATTACKS } from './waiting-attacks.js';

/** One after the other, but for those that can be carried out together. */
const ATTACKS = [
  ...[...FORGERIES, ...OUTGOING_REQUESTS, ...RESOURCE_ATTACKS].map((attack) => [attack]),
  WAITING_ATTACKS,
];

const STYLES: Readonly<Record<Finding['verdict'], Style>> = {
  withstands: 'green',
  'got through': 'red',
  'not judged': 'yellow',
};

/** Carries out all attacks, and reports them. */
export async function examine(
  terminal: Terminal,
  url: URL,
  options: DoctorOptions,
): Promise<ExitCode> {
  const target = await chooseTarget(url, options.iOwnThisHost ?? false);
  const simulator = await createSimulator(terminal);
  const stranger = await createStranger();
  const deadline = AbortSignal.timeout(options.timeLimit);
  const signal = AbortSignal.any([terminal.interrupted, deadline]);
  const lab = new Laboratory(target, simulator, stranger, signal);
  const server = new SimulatorServer(simulator, lab.network);
  try {
    await listenAt(server, options.port);
    await meet(lab);
    const findings: Finding[] = [];
    for (const attacks of ATTACKS) {
      const judged = await Promise.all(attacks.map((attack) => judge(attack, lab)));
      findings.push(...judged);
      if (!terminal.isInteractive || options.json) continue;
      for (const { verdict, attack } of judged) terminal.note(`${verdict}: ${attack}`);
    }
    if (options.json) terminal.printJson({ trustsSimulator: lab.isTrusted, findings });
    else print(terminal, findings, lab.isTrusted);
    if (terminal.interrupted.aborted) return EXIT.INTERRUPTED;
    return findings.some(({ verdict }) => verdict === 'got through') ? EXIT.FOUND : EXIT.OK;
  } finally {
    await server.close();
  }
}

async function listenAt(server: SimulatorServer, port: number): Promise<void> {
  try {
    await server.listen(port);
  } catch {
    throw new UsageError(`port ${port} is in use: stop 'listen', or choose another --port`);
  }
}

/** Finds out whether the endpoint answers, and whether it accepts what the simulator signs. */
async function meet(lab: Laboratory): Promise<void> {
  const status = await lab.post(lab.genuine());
  if (status === undefined || status === CLOSED) {
    throw new UnreachableError(`${lab.target.url.href} does not answer`);
  }
  lab.isTrusted = isAccepted(status);
}

function print(terminal: Terminal, findings: readonly Finding[], isTrusted: boolean): void {
  const rows = findings.map(({ attack, verdict, detail }) => [
    terminal.style(STYLES[verdict], verdict),
    attack,
    detail,
  ]);
  terminal.print(renderTable(terminal, ['verdict', 'attack', 'detail'], rows));
  const count = (wanted: Finding['verdict']) =>
    findings.filter(({ verdict }) => verdict === wanted).length;
  terminal.print(
    `\n${count('withstands')} withstood, ${count('got through')} got through, ` +
      `${count('not judged')} not judged`,
  );
  if (isTrusted) return;
  terminal.print(
    'Let the endpoint trust the simulator (simulatorFetch) to have more attacks judged.',
  );
}
