import { BOTH, type Cell } from './cell.js';
import type { Command } from './command.js';

/** Like Jest, it lets no CommonJS file require an ES module. */
const COMMONJS_ONLY: Command = ['node', '--no-experimental-require-module'];

const builder = (name: string, flags: readonly string[], needs: readonly string[] = []): Cell => ({
  group: 'Builder',
  name,
  nest: BOTH,
  needs: () => needs,
  check: async (project) => {
    await project.run('npx', 'nest', 'build', ...flags);
    await project.receive(project.isCommonJs ? COMMONJS_ONLY : undefined);
  },
});

const WEBPACK = ['webpack', 'ts-loader', 'webpack-node-externals'];
export const RSPACK = ['@rspack/core', 'tsconfig-paths-webpack-plugin', 'webpack-node-externals'];
const SWC = ['@swc/cli', '@swc/core'];

export const builders: readonly Cell[] = [
  { ...builder('`nest build` (tsc)', []), quick: true },
  builder('`nest build --builder swc`', ['--builder', 'swc'], SWC),
  builder('`nest build --builder webpack`', ['--builder', 'webpack'], WEBPACK),
  {
    ...builder('`nest build --builder rspack`', ['--builder', 'rspack'], RSPACK),
    nest: [12],
  },
];
