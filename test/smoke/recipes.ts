import { chmodSync, cpSync, existsSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { codeBlocks } from '../docs/pages.js';
import type { Cell } from './cells.js';
import type { Project } from './project.js';

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

const readOnly: Cell = {
  group: 'Recipe',
  name: '[A read-only file system](recipes/read-only-container.md)',
  nest: [11, 12],
  check: async (project) => {
    await project.run('npx', 'nest', 'build');
    const folder = mkdtempSync(join(tmpdir(), 'misfit-read-only-'));
    for (const name of ['dist', 'node_modules', 'package.json', 'receive.mjs']) {
      cpSync(join(project.folder, name), join(folder, name), { recursive: true });
    }
    chmodSync(folder, 0o555);
    // As a user who owns nothing here: no file of the application can be written.
    const drop = `process.setgid?.(${USER}); process.setuid?.(${USER});`;
    writeFileSync(join(project.folder, 'drop-rights.cjs'), drop);
    await project.receive(
      ['node', '--require', join(project.folder, 'drop-rights.cjs')],
      undefined,
      folder,
    );
  },
};

export const recipes: readonly Cell[] = [
  bundling,
  lambda,
  ...(process.getuid?.() === 0 ? [readOnly] : []),
];
