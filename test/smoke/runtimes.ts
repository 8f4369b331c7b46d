import { BOTH, type Cell } from './cell.js';
import type { Command } from './command.js';
import { optionalPackages } from './compilers.js';

const runtime = (name: string, command: Command, needs: readonly string[] = []): Cell => ({
  group: 'Runtime',
  name,
  nest: BOTH,
  needs: () => needs,
  check: async (project) => {
    await project.run('npx', 'nest', 'build');
    await project.receive(command);
  },
});

const onNode = (version: string): Cell =>
  runtime(`Node.js ${version}`, ['npx', '--yes', `--package=node@${version}`, '--', 'node']);

export const runtimes: readonly Cell[] = [
  onNode('20.19.0'),
  onNode('22.12.0'),
  onNode('22'),
  onNode('24'),
  runtime('Bun', ['npx', 'bun'], ['bun']),
  {
    group: 'Runtime',
    name: 'Every entry point, by `import` and `require`, and the command',
    nest: BOTH,
    needs: optionalPackages,
    check: async (project) => void (await project.run('node', 'load-all.mjs')),
  },
];
