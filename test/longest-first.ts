import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** What takes longest begins first: else the other workers would stand idle beside it at the end. */
const LONGEST = [
  'contract/crashes',
  'recipes/',
  'e2e/inspector/browser',
  'e2e/bullmq/shutdown',
  'e2e/bullmq/refused-start',
  'e2e/bullmq/network-faults',
  'e2e/bullmq/redis-crashes',
  'simulation/',
  'e2e/bullmq/',
  'e2e/cli/doctor',
  'e2e/inspector/',
  'contract/',
  'sqlite/damaged-jobs',
  'unit/bullmq/',
  'e2e/redis/',
  'e2e/attacks/hostile-json',
  'growth/',
  'e2e/body/',
  'docs/',
  'property/',
  'e2e/',
];

function rank({ moduleId }: TestSpecification): number {
  const index = LONGEST.findIndex((part) => moduleId.includes(`/test/${part}`));
  return index === -1 ? LONGEST.length : index;
}

export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const usual = await super.sort(files); // oxlint-disable-line unicorn/no-array-sort -- not an array's
    return usual.toSorted((a, b) => rank(a) - rank(b));
  }
}
