import {
  deliverWithRetries,
  type DeliveryAttempt,
  type DeliveryRecord,
} from '../../testing/delivery-agent.js';
import { EXIT, type ExitCode } from '../frame/exit-codes.js';
import { renderTable } from '../frame/table.js';
import type { Terminal } from '../frame/terminal.js';
import { createSimulator } from '../simulator/create-simulator.js';
import { reachSimulator } from '../simulator/simulator-client.js';
import type { MessageKind } from '../simulator/simulator-server.js';
import { policyOf } from './policy.js';
import type { DeliveryOptions } from './send.options.js';

/** What the endpoint does about a message of this kind that it accepts. */
const EXPECTED: Readonly<Record<MessageKind, string | undefined>> = {
  subscription: 'the endpoint has confirmed the subscription',
  unsubscription: undefined,
  'endpoint-test': 'the endpoint has answered at build.misfit.com',
};

interface Result {
  readonly outcome: DeliveryRecord['outcome'] | 'interrupted';
  readonly attempts: readonly DeliveryAttempt[];
  /** Whether the endpoint has done what was expected; absent if nothing was. */
  readonly confirmed?: boolean;
}

export async function sendSubscriptionMessage(
  terminal: Terminal,
  url: URL,
  kind: MessageKind,
  options: DeliveryOptions & { readonly appId?: string },
): Promise<ExitCode> {
  const simulator = await createSimulator(terminal);
  const server = await reachSimulator(simulator, options.port);
  try {
    const message = await server.message(kind, options.appId);
    const sent = await deliver(terminal, url, message, options);
    const isExpected = EXPECTED[kind] !== undefined;
    const confirmed = isExpected && wasAnswered(message, await server.requests());
    const result = isExpected ? { ...sent, confirmed } : sent;
    if (options.json) terminal.printJson(result);
    else print(terminal, result, EXPECTED[kind]);
    return exitCodeOf(result);
  } finally {
    await server.close();
  }
}

async function deliver(
  terminal: Terminal,
  url: URL,
  message: object,
  options: DeliveryOptions,
): Promise<Result> {
  const attempts: DeliveryAttempt[] = [];
  const watch = {
    signal: terminal.interrupted,
    onAttempt: (attempt: DeliveryAttempt) => void attempts.push(attempt),
  };
  try {
    const { outcome } = await deliverWithRetries(url.href, message, policyOf(options), watch);
    return { outcome, attempts };
  } catch {
    return { outcome: 'interrupted', attempts };
  }
}

/** Whether the endpoint has fetched the URL that answers this message. */
function wasAnswered(
  message: object,
  requests: readonly { readonly url: string; readonly status: number }[],
): boolean {
  const { SubscribeURL } = message as { readonly SubscribeURL: string };
  return requests.some(({ url, status }) => status === 200 && url === SubscribeURL);
}

function print(terminal: Terminal, { outcome, attempts, confirmed }: Result, expected?: string) {
  const rows = attempts.map(({ status, error, duration }, index) => [
    String(index + 1),
    String(status ?? error?.name),
    `${duration.toFixed(1)} ms`,
  ]);
  terminal.print(renderTable(terminal, ['attempt', 'status', 'time'], rows));
  const isGood = outcome === 'delivered' && confirmed !== false;
  terminal.print(`\n${terminal.style(['bold', isGood ? 'green' : 'red'], outcome)}`);
  if (expected !== undefined) terminal.print(`${expected}: ${confirmed ? 'yes' : 'no'}`);
}

function exitCodeOf({ outcome, attempts, confirmed }: Result): ExitCode {
  if (outcome === 'interrupted') return EXIT.INTERRUPTED;
  if (attempts.every(({ status }) => status === undefined)) return EXIT.UNREACHABLE;
  return outcome === 'delivered' && confirmed !== false ? EXIT.OK : EXIT.FOUND;
}
