/**
 * What each folder of lib/ may import: folders of lib/, then packages. Anything else is an error.
 * docs/architecture.md draws its diagram from this table.
 */
export const layers = {
  common: [[], []],
  codes: [[], []],
  validation: [['common'], ['class-validator', 'class-transformer', 'fastest-levenshtein']],
  sns: [
    ['codes', 'validation', 'common'],
    ['class-validator', 'class-transformer', 'lru-cache'],
  ],
  misfit: [
    ['sns', 'validation', 'common'],
    ['class-validator', 'class-transformer'],
  ],
  bus: [
    ['misfit', 'codes', 'common'],
    ['@nestjs/common', 'rxjs'],
  ],
  handlers: [
    ['misfit', 'validation', 'common'],
    ['@nestjs/common', '@nestjs/core', 'class-validator'],
  ],
  delivery: [['bus', 'handlers', 'misfit', 'codes', 'common'], ['@nestjs/common']],
  'in-process': [
    ['delivery', 'handlers', 'misfit', 'validation', 'common'],
    ['class-validator', 'lru-cache'],
  ],
  durable: [
    ['delivery', 'bus', 'handlers', 'misfit', 'validation', 'common'],
    ['class-validator', 'class-transformer'],
  ],
  options: [
    ['in-process', 'delivery', 'misfit', 'sns', 'validation', 'common'],
    ['class-validator', 'class-transformer'],
  ],
  http: [
    ['options', 'delivery', 'bus', 'misfit', 'sns', 'codes', 'common'],
    ['@nestjs/common', '@nestjs/core', 'lru-cache'],
  ],
  sqlite: [
    ['durable', 'delivery', 'misfit', 'validation', 'common'],
    ['@nestjs/common', 'class-validator', 'libsql'],
  ],
  bullmq: [
    ['durable', 'delivery', 'misfit', 'validation', 'common'],
    ['@nestjs/common', 'class-validator', 'bullmq', 'ioredis'],
  ],
  inspector: [
    ['http', 'delivery', 'bus', 'misfit', 'validation', 'common'],
    ['@nestjs/common', '@nestjs/core', 'class-validator', 'rxjs'],
  ],
  redis: [['in-process', 'validation', 'common'], ['class-validator']],
  opentelemetry: [
    ['delivery', 'bus', 'misfit', 'validation', 'common'],
    ['@nestjs/common', '@nestjs/core', '@opentelemetry/api', 'class-validator', 'rxjs'],
  ],
  terminus: [
    ['options', 'in-process', 'delivery', 'validation', 'common'],
    ['@nestjs/common', '@nestjs/core', '@nestjs/terminus', 'class-validator'],
  ],
  testing: [
    ['misfit', 'sns', 'validation', 'common'],
    ['class-validator', '@peculiar/x509', 'reflect-metadata'],
  ],
  cli: [
    ['testing', 'sqlite', 'bullmq', 'durable', 'delivery', 'misfit', 'sns', 'validation', 'common'],
    ['@nestjs/common', 'commander', 'cli-progress', 'cli-table3'],
  ],
};

/** Files that the package root consists of: they put the folders together. */
const ROOT = '^lib/[^/]+[.]ts$';

const folders = (names) => names.map((name) => `^lib/${name}/`);
const packages = (names) => names.map((name) => `^node_modules/(@types/)?${name}/`);

const layerRules = Object.entries(layers).map(([name, [below, libraries]]) => ({
  name: `layer-${name}`,
  severity: 'error',
  comment: `lib/${name}/ may import: ${[...below, ...libraries].join(', ') || 'nothing'}`,
  from: { path: `^lib/${name}/` },
  to: {
    dependencyTypesNot: ['core'],
    pathNot: [...folders([name, ...below]), ...packages(libraries)],
  },
}));

/** @type {import('dependency-cruiser').IConfiguration} */
export default {
  forbidden: [
    ...layerRules,
    {
      name: 'unlisted-folder',
      severity: 'error',
      comment: 'a new folder of lib/ needs a row in the table of layers',
      // commonjs/ holds files of the CommonJS build, which nothing imports.
      from: { path: '^lib/[^/]+/', pathNot: folders([...Object.keys(layers), 'commonjs']) },
      to: {},
    },
    {
      name: 'root-without-entry-points',
      severity: 'error',
      comment: 'the core imports nothing of the optional entry points',
      from: { path: ROOT },
      to: {
        path: folders([
          'cli',
          'sqlite',
          'bullmq',
          'inspector',
          'opentelemetry',
          'redis',
          'terminus',
          'testing',
        ]),
      },
    },
    {
      name: 'no-circular',
      severity: 'error',
      comment: 'files that import each other cannot be understood one by one',
      from: {},
      to: { circular: true },
    },
  ],
  options: {
    tsConfig: { fileName: 'tsconfig.json' },
    tsPreCompilationDeps: true,
    doNotFollow: { path: 'node_modules' },
  },
};
