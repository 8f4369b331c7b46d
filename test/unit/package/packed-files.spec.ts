import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, posix } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const run = promisify(execFile);
const ROOT = fileURLToPath(new URL('../../../', import.meta.url));
const { bin, version } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as {
  bin: Record<string, string>;
  version: string;
};

/** What only contributors need, in a clone of the repository. */
const REPOSITORY_ONLY = /^(CONTRIBUTING\.md|\.dependency-cruiser\.mjs|test\/|lib\/)/;

const LINK = /\]\((?!https?:|#)([^)#]+)/g;

interface Packed {
  readonly filename: string;
  readonly files: readonly { readonly path: string }[];
}

describe('the packed package', () => {
  let folder: string;
  let tarball: string;
  let packed: readonly string[];

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'misfit-packed-'));
    const pack = ['pack', '--json', '--ignore-scripts', '--pack-destination', folder];
    const { stdout } = await run('npm', pack, { cwd: ROOT });
    const [{ filename, files }] = JSON.parse(stdout) as [Packed];
    tarball = join(folder, filename);
    packed = files.map(({ path }) => path);
  });

  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it('holds builds, documentation and samples, and nothing else', () => {
    const others = packed.filter(
      (path) => !/^(dist\/(esm|commonjs)|docs|sample\/[^/]+\/src)\//.test(path),
    );
    expect(others.filter((path) => !/\.(md|json|yaml)$|^LICENSE$/.test(path))).toEqual([]);
  });

  it('holds each page and image that its pages lead to', () => {
    const pages = packed.filter((path) => path.endsWith('.md'));
    expect(pages).toContain('docs/testing.md');
    const dead = pages.flatMap((page) =>
      [...readFileSync(join(ROOT, page), 'utf8').matchAll(LINK)]
        .map(([, link]) => posix.join(posix.dirname(page), link as string))
        .filter((target) => !REPOSITORY_ONLY.test(target) && !leadsSomewhere(target, packed))
        .map((target) => `${page}: ${target}`),
    );
    expect(dead).toEqual([]);
  });

  it('holds the command, which prints its --help and its --version', async () => {
    await run('tar', ['-xzf', tarball], { cwd: folder });
    symlinkSync(join(ROOT, 'node_modules'), join(folder, 'node_modules'));
    const main = join(folder, 'package', bin['nestjs-misfit-notification'] ?? '');
    const command = (argument: string) => run(process.execPath, [main, argument]);
    expect((await command('--help')).stdout).toContain('Usage: nestjs-misfit-notification');
    expect((await command('--version')).stdout).toBe(`${version}\n`);
    expect(readFileSync(main, 'utf8')).toMatch(/^#!\/usr\/bin\/env node\n/);
  });
});

function leadsSomewhere(target: string, packed: readonly string[]): boolean {
  return packed.some((path) => path === target || path.startsWith(`${target}/`));
}
