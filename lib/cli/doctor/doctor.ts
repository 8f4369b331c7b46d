import { UnreachableError, UsageError } from '../frame/errors.js';
import { EXIT, type ExitCode } from '../frame/exit-codes.js';
import { renderTable } from '../frame/table.js';
import type { Style, Terminal } from '../frame/terminal.js';
import { createSimulator } from '../simulator/create-simulator.js';
import { SimulatorServer } from '../simulator/simulator-server.js';
import type { Attack } from './attack.js';
import { Canary } from './canary.js';
import type { DoctorOptions } from './doctor.options.js';
import { FORGERIES } from './forgeries.js';
import { isAccepted, Laboratory } from './laboratory.js';
import { NotJudged } from './not-judged.js';
import { OUTGOING_REQUESTS } from './outgoing-requests.js';
import { RESOURCE_ATTACKS } from './resource-attacks.js';
import { chooseTarget } from './target.js';

const ATTACKS = [...FORGERIES, ...OUTGOING_REQUESTS, ...RESOURCE_ATTACKS];

interface Finding {
  readonly attack: string;
  readonly verdict: 'withstands' | 'got through' | 'not judged';
  readonly detail: string;
}

const STYLES: Readonly<Record<Finding['verdict'], Style>> = {
  withstands: 'green',
  'got through': 'red',
  'not judged': 'yellow',
};

/** Carries out all attacks, one after the other, and reports them. */
export async function examine(
  terminal: Terminal,
  url: URL,
  options: DoctorOptions,
): Promise<ExitCode> {
  const target = await chooseTarget(url, options.iOwnThisHost ?? false);
  const simulator = await createSimulator(terminal);
  const canary = new Canary();
  await canary.open();
  const deadline = AbortSignal.timeout(options.timeLimit);
  const signal = AbortSignal.any([terminal.interrupted, deadline]);
  const lab = new Laboratory(target, simulator, canary, signal);
  const server = new SimulatorServer(simulator, lab.network);
  try {
    await listenAt(server, options.port);
    await meet(lab);
    const findings: Finding[] = [];
    for (const attack of ATTACKS) {
      const finding = await carryOut(attack, lab);
      findings.push(finding);
      if (terminal.isInteractive && !options.json)
        terminal.note(`${finding.verdict}: ${attack.name}`);
    }
    if (options.json) terminal.printJson({ trustsSimulator: lab.isTrusted, findings });
    else print(terminal, findings, lab.isTrusted);
    if (terminal.interrupted.aborted) return EXIT.INTERRUPTED;
    return findings.some(({ verdict }) => verdict === 'got through') ? EXIT.FOUND : EXIT.OK;
  } finally {
    canary.close();
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
  if (status === undefined) throw new UnreachableError(`${lab.target.url.href} does not answer`);
  lab.isTrusted = isAccepted(status);
}

async function carryOut(attack: Attack, lab: Laboratory): Promise<Finding> {
  const { name, fix, needsTrust = false } = attack;
  try {
    lab.signal.throwIfAborted();
    const hole = await attack.run(lab);
    if (hole !== undefined) {
      return { attack: name, verdict: 'got through', detail: `${hole}. Fix: ${fix}` };
    }
    if (needsTrust) lab.requireTrust();
    return { attack: name, verdict: 'withstands', detail: '' };
  } catch (error) {
    const isNotJudged = error instanceof NotJudged;
    if (!isNotJudged && !lab.signal.aborted) throw error;
    const detail = isNotJudged ? error.message : 'the run ended before';
    return { attack: name, verdict: 'not judged', detail };
  }
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
