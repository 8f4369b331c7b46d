import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  chownSync,
  existsSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { codeBlocks } from '../docs/pages.js';
import { RSPACK } from './builders.js';
import { BOTH, type Cell } from './cell.js';
import type { Project } from './project.js';
import { pasteReadme } from './readme.js';

/** Adds the TypeScript files of a page that the project lacks, and returns the shell blocks. */
function pasteRecipe(project: Project, page: string): string[] {
  const blocks = codeBlocks(`docs/recipes/${page}.md`);
  for (const { language, code } of blocks) {
    const [, file] = /^\/\/ (\S+\.ts)\n/.exec(code) ?? [];
    if (language !== 'ts' || file === undefined) continue;
    const path = join(project.folder, 'src', file);
    if (!existsSync(path)) writeFileSync(path, code);
  }
  return blocks.filter(({ language }) => language === 'sh').map(({ code }) => code);
}

const ANSWERS = ['API Gateway v1', 'API Gateway v2', 'ALB'].flatMap((kind) => [
  `${kind} 200`,
  `${kind} 403`,
]);

const lambda: Cell = {
  group: 'Recipe',
  name: '[AWS Lambda](recipes/lambda.md)',
  nest: [12],
  check: async (project) => {
    for (const shell of pasteRecipe(project, 'lambda')) await project.run('sh', '-ec', shell);
    await project.run('npx', 'nest', 'build');
    for (const file of ['lambda', 'lambda-fastify']) {
      const output = await project.run('node', 'invoke.mjs', `./dist/${file}.js`);
      const missing = ANSWERS.filter((answer) => !output.includes(answer));
      if (missing.length > 0) throw new Error(`${file}: no "${missing.join(', ')}" in\n${output}`);
    }
  },
};

const bundling: Cell = {
  group: 'Recipe',
  name: '[Bundling with esbuild](recipes/bundling.md)',
  nest: [12],
  needs: () => ['esbuild'],
  check: async (project) => {
    for (const shell of pasteRecipe(project, 'bundling')) await project.run('sh', '-ec', shell);
    const output = await project.receive(['node'], 'bundle/main.mjs');
    if (!output.includes('GoalListener.refresh handles goals.updated')) throw new Error(output);
  },
};

const USER = 65_534;

/**
 * What `docker run --read-only` and a volume do: in a mount namespace of its own, nothing but the
 * folder of the data can be written. The command then runs as a user without rights.
 */
const READ_ONLY = `
  mount --bind "$DATA" "$DATA"
  for place in / /tmp; do if mountpoint -q $place; then mount -o remount,bind,ro $place; fi; done
  if touch ./written 2>/dev/null; then echo "the file system can be written"; exit 1; fi
  exec "$@"`;

const readOnly: Cell = {
  group: 'Recipe',
  name: '[A read-only file system](recipes/read-only-container.md)',
  nest: BOTH,
  isPossible: spawnSync('unshare', ['--mount', 'true']).status === 0,
  needs: () => ['libsql'],
  check: async (project) => {
    const copy = project.copy('read-only');
    const data = mkdtempSync(join(tmpdir(), 'misfit-data-'));
    chownSync(data, USER, USER);
    // A temporary folder is open to its owner only, and the user has to reach the project in it.
    chmodSync(dirname(copy.folder), 0o755);
    useSqlite(join(copy.folder, 'src/app.module.ts'), join(data, 'misfit.db'));
    await copy.run('npx', 'nest', 'build');
    const drop = join(copy.folder, 'drop-rights.cjs');
    writeFileSync(drop, `process.setgid(${USER}); process.setuid(${USER});`);
    const script = `DATA=${data}\n${READ_ONLY}`;
    await copy.receive([
      'unshare',
      '--mount',
      'sh',
      '-ec',
      script,
      'sh',
      'node',
      '--require',
      drop,
    ]);
    if (!existsSync(join(data, 'misfit.db'))) throw new Error('no database was written');
    rmSync(data, { recursive: true });
  },
};

function useSqlite(module: string, path: string): void {
  const code = readFileSync(module, 'utf8').replace(
    'forRoot({',
    `forRoot({ delivery: sqliteDelivery({ path: '${path}' }),`,
  );
  const sqlite = "import { sqliteDelivery } from 'nestjs-misfit-notification/sqlite';";
  writeFileSync(module, `${sqlite}\n${code}`);
}

const monorepo: Cell = {
  group: 'Recipe',
  name: '[Monorepo mode](recipes/monorepo.md)',
  nest: BOTH,
  needs: (nest) => (nest === 12 ? RSPACK : []),
  check: async (project) => {
    const copy = project.copy('monorepo');
    await copy.run('npx', 'nest', 'generate', 'app', 'webhooks');
    pasteReadme(join(copy.folder, 'apps/webhooks/src'), 'webhooks.module.ts', copy);
    await copy.run('npx', 'nest', 'build', 'webhooks');
    await copy.receive(['node'], 'dist/apps/webhooks/main.js');
  },
};

export const recipes: readonly Cell[] = [bundling, lambda, monorepo, readOnly];
