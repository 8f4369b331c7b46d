import { builders } from './builders.js';
import type { Cell } from './cell.js';
import { compilers } from './compilers.js';
import { recipes } from './recipes.js';
import { runtimes } from './runtimes.js';
import { testRunners } from './test-runners.js';

/** In the order in which they run: the generated tests come before other cells install anything. */
export const cells: readonly Cell[] = [
  ...testRunners,
  ...builders,
  ...runtimes,
  ...compilers,
  ...recipes,
];
