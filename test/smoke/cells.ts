import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Command } from './command.js';
import type { NestMajor, Project } from './project.js';
import { recipes } from './recipes.js';

/** One way to use the package, and how it is tried. */
export interface Cell {
  readonly group: 'Builder' | 'Test runner' | 'Runtime' | 'TypeScript' | 'Recipe';
  readonly name: string;
  readonly nest: readonly NestMajor[];
  /** Runs in `.ci/run` too, not only in `npm run test:consumers`. */
  readonly quick?: true;
  /** What to install first. */
  readonly needs?: (nest: NestMajor) => readonly string[];
  readonly check: (project: Project) => Promise<void>;
}

const BOTH = [11, 12] as const;

const builder = (name: string, flags: readonly string[], needs: readonly string[] = []): Cell => ({
  group: 'Builder',
  name,
  nest: BOTH,
  needs: () => needs,
  check: async (project) => {
    await project.run('npx', 'nest', 'build', ...flags);
    await project.receive();
  },
});

const SWC = ['@swc/cli', '@swc/core'];

const builders: readonly Cell[] = [
  { ...builder('`nest build` (tsc)', []), quick: true },
  builder('`nest build --builder swc`', ['--builder', 'swc'], SWC),
  builder(
    '`nest build --builder webpack`',
    ['--builder', 'webpack'],
    ['webpack', 'ts-loader', 'webpack-node-externals'],
  ),
  {
    ...builder(
      '`nest build --builder rspack`',
      ['--builder', 'rspack'],
      ['@rspack/core', 'tsconfig-paths-webpack-plugin', 'webpack-node-externals'],
    ),
    nest: [12],
  },
];

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

const runners: readonly Cell[] = [
  {
    group: 'Test runner',
    name: '`npm test` as generated (Jest with ts-jest)',
    nest: [11],
    quick: true,
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
    quick: true,
    check: async (project) => void (await project.run('npm', 'test')),
  },
];

const COMPILERS = { '5.9': 'typescript-5', '6.0': 'typescript-6', '7.0': 'typescript-7' };

/** What the declarations of the entry points refer to, and the compilers. */
const toCompile = (nest: NestMajor): readonly string[] => [
  'bullmq',
  'ioredis',
  'redis',
  'libsql',
  '@opentelemetry/api',
  `@nestjs/terminus@${nest}`,
  ...Object.entries(COMPILERS).map(([version, alias]) => `${alias}@npm:typescript@${version}`),
];

const RESOLUTIONS = [
  { resolution: 'node10', module: 'commonjs', nest: [11], versions: ['5.9', '6.0'] },
  { resolution: 'node16', module: 'node16', nest: BOTH, versions: ['5.9', '6.0', '7.0'] },
  { resolution: 'nodenext', module: 'nodenext', nest: BOTH, versions: ['5.9', '6.0', '7.0'] },
  { resolution: 'bundler', module: 'esnext', nest: BOTH, versions: ['5.9', '6.0', '7.0'] },
] as const;

const compilers: readonly Cell[] = RESOLUTIONS.flatMap(({ resolution, module, nest, versions }) =>
  versions.map((version): Cell => {
    const alias = COMPILERS[version];
    return {
      group: 'TypeScript',
      name: `TypeScript ${version}, \`moduleResolution: ${resolution}\``,
      nest,
      needs: toCompile,
      check: async (project) => {
        const config = `tsconfig.${resolution}.json`;
        const compilerOptions = {
          module,
          moduleResolution: resolution,
          target: 'es2023',
          strict: true,
          skipLibCheck: false,
          noEmit: true,
          experimentalDecorators: true,
          emitDecoratorMetadata: true,
          isolatedModules: true,
          esModuleInterop: true,
          types: ['node'],
          ...(version === '6.0' && resolution === 'node10' && { ignoreDeprecations: '6.0' }),
        };
        writeFileSync(
          join(project.folder, config),
          JSON.stringify({ compilerOptions, files: ['consume.ts'] }),
        );
        await project.run('node', `node_modules/${alias}/bin/tsc`, '-p', config);
      },
    };
  }),
);

const runtime = (name: string, command: Command, needs?: string[]): Cell => ({
  group: 'Runtime',
  name,
  nest: BOTH,
  ...(needs && { needs: () => needs }),
  check: async (project) => {
    await project.run('npx', 'nest', 'build');
    await project.receive(command);
  },
});

const onNode = (version: string): Cell =>
  runtime(`Node.js ${version}`, ['npx', '--yes', `--package=node@${version}`, '--', 'node']);

const runtimes: readonly Cell[] = [
  onNode('20.19.0'),
  onNode('22.12.0'),
  onNode('22'),
  onNode('24'),
  runtime('Bun', ['npx', 'bun'], ['bun']),
];

export const cells: readonly Cell[] = [
  ...builders,
  ...runners,
  ...runtimes,
  ...compilers,
  ...recipes,
];
