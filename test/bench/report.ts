/** One contender in one round. */
export interface Measurement {
  readonly contender: string;
  readonly round: number;
  readonly requestsPerSecond: number;
  readonly cpuMicrosPerRequest: number;
  readonly p50: number;
  readonly p99: number;
}

export interface WorkloadReport {
  readonly workload: string;
  readonly measurements: readonly Measurement[];
  /** Bytes in use after the last round, by contender. */
  readonly memory: Readonly<Record<string, number>>;
}

/** One contender's speed by another's. */
export interface RatioRow {
  readonly of: string;
  readonly to: string;
}

type Metric = Exclude<keyof Measurement, 'contender' | 'round'>;

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  const upper = sorted[middle] ?? NaN;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? NaN) + upper) / 2;
}

/** The median over the rounds of one contender's speed by another's, each within its round. */
export function ratio(report: WorkloadReport, of: string, to: string, metric: Metric): number {
  const rounds = new Set(report.measurements.map(({ round }) => round));
  const ratios = [...rounds].map((round) => {
    const value = (name: string) =>
      report.measurements.find((one) => one.round === round && one.contender === name)?.[metric];
    return (value(of) ?? NaN) / (value(to) ?? NaN);
  });
  return median(ratios);
}

export function toMarkdown(report: WorkloadReport, limit: string): string {
  const names = [...new Set(report.measurements.map(({ contender }) => contender))];
  const rows = names.map((name) => {
    const of = (metric: Metric) =>
      median(report.measurements.filter((m) => m.contender === name).map((m) => m[metric]));
    return [
      name,
      of('requestsPerSecond').toFixed(0),
      ratio(report, name, limit, 'requestsPerSecond').toFixed(2),
      of('cpuMicrosPerRequest').toFixed(0),
      ratio(report, limit, name, 'cpuMicrosPerRequest').toFixed(2),
      of('p50').toFixed(1),
      of('p99').toFixed(1),
      ((report.memory[name] ?? NaN) / 1024 ** 2).toFixed(0),
    ];
  });
  const head = ['', 'requests/s', 'to limit', 'CPU µs', 'to limit', 'p50 ms', 'p99 ms', 'MiB'];
  return [`### ${report.workload}`, '', ...table(head, rows)].join('\n');
}

/** The ratios for every size; more is faster, whatever they are taken of. */
export function toRatioTable(
  reports: readonly WorkloadReport[],
  ratios: readonly RatioRow[],
  by: 'CPU time' | 'requests/s',
): string {
  const rows = ratios.map(({ of, to }) => [
    `${of} to ${to}`,
    ...reports.map((report) =>
      (by === 'CPU time'
        ? ratio(report, to, of, 'cpuMicrosPerRequest')
        : ratio(report, of, to, 'requestsPerSecond')
      ).toFixed(2),
    ),
  ]);
  return table([`by ${by}`, ...reports.map(({ workload }) => workload)], rows).join('\n');
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string[] {
  const rule = head.map((_, index) => (index === 0 ? '---' : '---:'));
  return [head, rule, ...rows].map(line);
}

function line(cells: readonly string[]): string {
  return `| ${cells.join(' | ')} |`;
}
