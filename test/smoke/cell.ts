import type { NestMajor, Project } from './project.js';

/** One way to use the package, and how it is tried. */
export interface Cell {
  readonly group: 'Builder' | 'Test runner' | 'Runtime' | 'TypeScript' | 'Recipe';
  readonly name: string;
  readonly nest: readonly NestMajor[];
  /** Runs in `.ci/run` too, not only in `npm run test:consumers`. */
  readonly quick?: true;
  /** Whether this machine allows it. The table keeps the mark of a cell that cannot run. */
  readonly isPossible?: boolean;
  /** What to install first. */
  readonly needs?: (nest: NestMajor) => readonly string[];
  readonly check: (project: Project) => Promise<void>;
}

export const BOTH = [11, 12] as const;
