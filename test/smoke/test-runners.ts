import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Cell } from './cell.js';
import type { Project } from './project.js';
import { filesOn } from './readme.js';

const SWC_JEST = {
  rootDir: 'src',
  testRegex: '.*\\.spec\\.ts$',
  transform: {
    '^.+\\.ts$': [
      '@swc/jest',
      {
        jsc: {
          parser: { syntax: 'typescript', decorators: true },
          transform: { legacyDecorator: true, decoratorMetadata: true },
        },
      },
    ],
  },
};

export const testRunners: readonly Cell[] = [
  {
    group: 'Test runner',
    name: '`npm test` as generated (Jest with ts-jest)',
    nest: [11],
    check: async (project) => void (await project.run('npm', 'test')),
  },
  {
    group: 'Test runner',
    name: 'Jest with @swc/jest',
    nest: [11],
    needs: () => ['@swc/jest', '@swc/core'],
    check: async (project) => {
      writeFileSync(join(project.folder, 'jest.swc.json'), JSON.stringify(SWC_JEST));
      await project.run('npx', 'jest', '--config', 'jest.swc.json');
    },
  },
  {
    group: 'Test runner',
    name: '`npm test` as generated (Vitest)',
    nest: [12],
    check: async (project) => void (await project.run('npm', 'test')),
  },
  ...([11, 12] as const).map((nest) => ({
    group: 'Test runner' as const,
    name: `\`npm run test:e2e\` as generated (${nest === 11 ? 'Jest' : 'Vitest'})`,
    nest: [nest],
    check: async (project: Project) => {
      pasteTests(project);
      await project.run('npm', 'run', 'test:e2e');
    },
  })),
];

/** Puts the page's test of the whole path, and its listener, in place of the generated test. */
function pasteTests(project: Project): void {
  for (const { file, code } of filesOn('docs/testing.md', project)) {
    if (file === 'goal.listener.spec.ts') continue;
    writeFileSync(join(project.folder, 'test', file), code);
  }
}
