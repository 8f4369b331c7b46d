import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** Seconds for a file that no table names. */
const SHORT = 0.5;

/**
 * How much faster than the others the files that mostly wait are started. The last files then keep the
 * cores busy.
 */
const LEAD = 1.2;

/** About how many seconds files take that mostly wait: for timeouts, locks and servers that start. */
const WAITING: Readonly<Record<string, number>> = {
  'recipes/': 70,
  'e2e/bullmq/redis-crashes': 65,
  'e2e/cli/doctor': 65,
  'e2e/bullmq/refused-start': 55,
  'e2e/bullmq/network-faults': 50,
  'e2e/bullmq/outages': 50,
  'e2e/bullmq/refusals': 40,
  'e2e/bullmq/shutdown': 25,
  'e2e/inspector/stalled-page': 20,
  'e2e/inspector/feed': 20,
  'contract/handler-options': 20,
  'unit/sqlite/damaged-jobs': 15,
  'unit/bullmq/clock-steps': 15,
  'e2e/redis/redis-outages': 15,
  'unit/bullmq/ownership': 8,
};

/** The same of files that keep a core busy. */
const BUSY: Readonly<Record<string, number>> = {
  'contract/crashes': 150,
  'e2e/inspector/browser': 75,
  'simulation/in-process-delivery': 40,
  'simulation/certificate-flood': 20,
  'growth/': 10,
  'docs/code-blocks': 15,
  'docs/command-output': 15,
  'e2e/bullmq/': 8,
  'e2e/body/': 8,
  'unit/package/': 8,
  'property/': 6,
  'simulation/': 6,
  'e2e/sqlite/': 5,
  'e2e/opentelemetry/': 5,
  'e2e/': 4,
};

/**
 * The longest files first, so that no other worker stands idle beside one of them at the end. Files
 * that wait are spread over the time of all others: side by side, they would leave the cores idle.
 */
export class FileOrder extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const usual = await super.sort(files); // oxlint-disable-line unicorn/no-array-sort -- not an array's
    const isWaiting = (file: TestSpecification) => secondsOf(file, WAITING) !== SHORT;
    const waiting = new Lane(usual.filter(isWaiting), WAITING);
    const busy = new Lane(
      usual.filter((file) => !isWaiting(file)),
      BUSY,
    );
    return usual.map(() => (waiting.progress <= LEAD * busy.progress ? waiting : busy).take());
  }
}

/** Files of one kind, the longest first. */
class Lane {
  private readonly left: { file: TestSpecification; seconds: number }[];
  private readonly total: number;
  private taken = 0;

  constructor(files: readonly TestSpecification[], table: Readonly<Record<string, number>>) {
    this.left = files
      .map((file) => ({ file, seconds: secondsOf(file, table) }))
      .toSorted((a, b) => b.seconds - a.seconds);
    this.total = this.left.reduce((sum, { seconds }) => sum + seconds, 0);
  }

  /** How much of the time of all files belongs to those taken, from 0 to 1; infinite if none is left. */
  get progress(): number {
    return this.left.length === 0 ? Infinity : this.taken / this.total;
  }

  take(): TestSpecification {
    const { file, seconds } = this.left.shift()!;
    this.taken += seconds;
    return file;
  }
}

function secondsOf({ moduleId }: TestSpecification, table: Readonly<Record<string, number>>) {
  const entry = Object.entries(table).find(([part]) => moduleId.includes(`/test/${part}`));
  return entry?.[1] ?? SHORT;
}
