import { renderTable } from '../frame/table.js';
import type { Terminal } from '../frame/terminal.js';
import { LATENCY_LIMITS, type DeliveryStatistics } from './delivery-statistics.js';

const PERCENTILES = [50, 95, 99] as const;
const BAR_WIDTH = 40;

export function printStatistics(terminal: Terminal, statistics: DeliveryStatistics): void {
  const { outcomes, statuses, attempts, retries, duration } = statistics;
  const counts = Object.entries(outcomes).filter(([name, n]) => n > 0 || name === 'delivered');
  const rows = [
    ...counts.map(([name, count]) => [name, String(count)]),
    ['attempts', String(attempts)],
    ['retries', String(retries)],
    ...sorted(statuses).map(([status, count]) => [`status ${status}`, String(count)]),
    ...PERCENTILES.map((percent) => [`p${percent}`, milliseconds(statistics.percentile(percent))]),
    ['duration', `${(duration / 1_000).toFixed(1)} s`],
    ['rate', `${((statistics.ended * 1_000) / duration).toFixed(1)}/s`],
  ];
  terminal.print(renderTable(terminal, ['result', ''], rows));
  const lines = histogramLines(statistics.latencyCounts);
  if (lines.length > 0) terminal.print(`\nlatency\n${lines.join('\n')}`);
}

export function statisticsAsJson(statistics: DeliveryStatistics): object {
  const { outcomes, statuses, attempts, retries, duration, latencyCounts } = statistics;
  return {
    outcomes,
    attempts,
    retries,
    statuses: Object.fromEntries(sorted(statuses)),
    latency: Object.fromEntries(
      PERCENTILES.map((percent) => [`p${percent}`, statistics.percentile(percent) ?? null]),
    ),
    histogram: LATENCY_LIMITS.map((limit, index) => ({
      upTo: limit === Infinity ? null : limit,
      count: latencyCounts[index],
    })),
    duration,
  };
}

/** A bar for each column, from the first that holds something to the last. */
function histogramLines(counts: readonly number[]): string[] {
  const first = counts.findIndex((count) => count > 0);
  if (first < 0) return [];
  const last = counts.findLastIndex((count) => count > 0);
  const most = Math.max(...counts);
  return counts.slice(first, last + 1).map((count, index) => {
    const limit = LATENCY_LIMITS[first + index] as number;
    const name = limit === Infinity ? 'more' : `≤ ${limit} ms`;
    const bar = '█'.repeat(Math.ceil((count / most) * BAR_WIDTH));
    return `${name.padStart(10)} ${bar} ${count}`;
  });
}

function sorted(statuses: ReadonlyMap<string, number>): [string, number][] {
  return [...statuses].toSorted(([a], [b]) => a.localeCompare(b));
}

function milliseconds(value: number | undefined): string {
  return value === undefined ? '–' : `${value.toFixed(1)} ms`;
}
