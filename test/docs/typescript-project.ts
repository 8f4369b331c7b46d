import { spawnSync } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { ROOT, type CodeBlock } from './pages.js';

/** What `nest new` writes, plus the strictest checks that an application may switch on. */
const COMPILER_OPTIONS = {
  target: 'es2023',
  module: 'nodenext',
  moduleResolution: 'nodenext',
  types: ['node', 'vitest/globals'],
  isolatedModules: true,
  emitDecoratorMetadata: true,
  experimentalDecorators: true,
  strict: true,
  strictPropertyInitialization: false,
  exactOptionalPropertyTypes: true,
  noUncheckedIndexedAccess: true,
  skipLibCheck: true,
  noEmit: true,
};

/** In the project, where the package finds itself by its own name. */
const FOLDER = 'test/docs/.blocks';

const ERROR_IN_FILE = /^(?<path>\S+)\((?<line>\d+),\d+\): (?<message>.*)$/gm;

/**
 * Compiles blocks exactly as printed against the built package. The blocks of one page are the files
 * of one folder; a first line such as `// goal.listener.ts` names the file.
 *
 * @returns what the compiler prints: a line for each error, with the place of its block. Empty if all
 * compile.
 */
export function compileErrors(blocks: readonly CodeBlock[]): string {
  const files = new Map(blocks.map((block) => [pathOf(block), block]));
  if (files.size < blocks.length) throw new Error('two blocks of one page have the same file name');
  rmSync(join(ROOT, FOLDER), { recursive: true, force: true });
  for (const [path, { code }] of files) write(path, code);
  write(`${FOLDER}/tsconfig.json`, JSON.stringify({ compilerOptions: COMPILER_OPTIONS }));
  const { error: failure, stdout } = spawnSync('node_modules/.bin/tsc', ['-p', FOLDER], {
    cwd: ROOT,
    encoding: 'utf8',
  });
  rmSync(join(ROOT, FOLDER), { recursive: true });
  if (failure !== undefined) throw failure;
  return stdout.replace(ERROR_IN_FILE, (error, path: string, line: string, message) => {
    const block = files.get(path);
    return block ? `${block.page}:${block.line + Number(line)}: ${message}` : error;
  });
}

function write(path: string, text: string): void {
  mkdirSync(dirname(join(ROOT, path)), { recursive: true });
  writeFileSync(join(ROOT, path), text);
}

function pathOf({ page, line, code }: CodeBlock): string {
  const name = /^\/\/ (?<name>[\w.-]+\.ts)\n/.exec(code)?.groups?.['name'];
  return `${FOLDER}/${page.replace(/\W/g, '-')}/${name ?? `line-${line}.ts`}`;
}
