import { deliverWithRetries } from '../../testing/delivery-agent.js';
import { EXIT, type ExitCode } from '../frame/exit-codes.js';
import { startProgress } from '../frame/progress.js';
import type { Terminal } from '../frame/terminal.js';
import { createSimulator } from '../simulator/create-simulator.js';
import { reachSimulator } from '../simulator/simulator-client.js';
import { DeliveryStatistics } from './delivery-statistics.js';
import { runPaced } from './paced-run.js';
import { policyOf } from './policy.js';
import type { SendOptions } from './send.options.js';
import { printStatistics, statisticsAsJson } from './statistics-report.js';
import { updatesToSend } from './updates-to-send.js';

export async function send(
  terminal: Terminal,
  event: string,
  options: SendOptions,
): Promise<ExitCode> {
  const { count, rate, concurrency, json = false } = options;
  const updates = await updatesToSend(event, options);
  const simulator = await createSimulator(terminal);
  const server = await reachSimulator(simulator, options.port);
  const signal = terminal.interrupted;
  const statistics = new DeliveryStatistics();
  const progress = startProgress(terminal, count, json);
  const watch = { signal, onAttempt: statistics.addAttempt.bind(statistics) };
  await runPaced({ count, concurrency, signal, ...(rate && { rate }) }, async () => {
    const message = simulator.notification(updates());
    try {
      const record = deliverWithRetries(options.to.href, message, policyOf(options), watch);
      statistics.addRecord(await record);
    } catch {
      statistics.addInterrupted();
    }
    const { ended, failures, duration } = statistics;
    progress.update(ended, { rate: (ended * 1_000) / duration, errors: failures });
  });
  statistics.end();
  progress.stop();
  await server.close();
  if (json) terminal.printJson(statisticsAsJson(statistics));
  else printStatistics(terminal, statistics);
  return exitCodeOf(statistics, signal.aborted);
}

function exitCodeOf(statistics: DeliveryStatistics, isInterrupted: boolean): ExitCode {
  if (isInterrupted) return EXIT.INTERRUPTED;
  if (statistics.failures === 0) return EXIT.OK;
  return statistics.wasReached ? EXIT.FOUND : EXIT.UNREACHABLE;
}
