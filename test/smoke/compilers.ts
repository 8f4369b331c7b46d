import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { BOTH, type Cell } from './cell.js';
import type { NestMajor } from './project.js';

const COMPILERS = { '5.9': 'typescript-5', '6.0': 'typescript-6', '7.0': 'typescript-7' };

/** What the declarations of the entry points refer to. */
export const optionalPackages = (nest: NestMajor): readonly string[] => [
  'bullmq',
  'ioredis',
  'redis',
  'libsql',
  '@opentelemetry/api',
  `@nestjs/terminus@${nest}`,
];

const ALIASES = Object.entries(COMPILERS).map(
  ([version, alias]) => `${alias}@npm:typescript@${version}`,
);

const RESOLUTIONS = [
  { resolution: 'node10', module: 'commonjs', nest: [11], versions: ['5.9', '6.0'] },
  { resolution: 'node16', module: 'node16', nest: BOTH, versions: ['5.9', '6.0', '7.0'] },
  { resolution: 'nodenext', module: 'nodenext', nest: BOTH, versions: ['5.9', '6.0', '7.0'] },
  { resolution: 'bundler', module: 'esnext', nest: BOTH, versions: ['5.9', '6.0', '7.0'] },
] as const;

export const compilers: readonly Cell[] = RESOLUTIONS.flatMap(
  ({ resolution, module, nest, versions }) =>
    versions.map((version): Cell => {
      const alias = COMPILERS[version];
      return {
        group: 'TypeScript',
        name: `TypeScript ${version}, \`moduleResolution: ${resolution}\``,
        nest,
        needs: (major) => [...optionalPackages(major), ...ALIASES],
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
