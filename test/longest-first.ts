import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** Wait for most of their time, for timeouts, locks and servers that start. */
const WAITING = [
  'recipes/',
  'e2e/bullmq/redis-crashes',
  'e2e/bullmq/refused-start',
  'e2e/bullmq/network-faults',
  'e2e/cli/doctor',
  'e2e/bullmq/shutdown',
  'e2e/bullmq/refusals',
  'e2e/bullmq/outages',
  'e2e/inspector/stalled-page',
  'e2e/inspector/feed',
  'contract/handler-options',
  'unit/sqlite/damaged-jobs',
  'e2e/redis/',
  'unit/bullmq/',
  'e2e/bullmq/',
];

const BUSY = [
  'contract/crashes',
  'e2e/inspector/browser',
  'simulation/',
  'growth/',
  'docs/',
  'unit/package/',
  'e2e/body/',
  'property/',
  'e2e/',
];

/** What takes longest begins first; files that wait and files that are busy take turns, to run side by side. */
export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const usual = await super.sort(files); // oxlint-disable-line unicorn/no-array-sort -- not an array's
    const waiting = longestFirst(usual.filter(isWaiting), WAITING);
    const busy = longestFirst(
      usual.filter((file) => !isWaiting(file)),
      BUSY,
    );
    const pairs = busy.slice(0, waiting.length).flatMap((file, index) => [file, waiting[index]!]);
    return [...pairs, ...waiting.slice(busy.length), ...busy.slice(waiting.length)];
  }
}

function longestFirst(files: TestSpecification[], parts: readonly string[]): TestSpecification[] {
  return files.toSorted((a, b) => rank(a, parts) - rank(b, parts));
}

function isWaiting(file: TestSpecification): boolean {
  return rank(file, WAITING) < WAITING.length;
}

function rank({ moduleId }: TestSpecification, parts: readonly string[]): number {
  const index = parts.findIndex((part) => moduleId.includes(`/test/${part}`));
  return index === -1 ? parts.length : index;
}
