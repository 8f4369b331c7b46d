import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join, posix } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));

/** What only contributors need, in a clone of the repository. */
const REPOSITORY_ONLY = /^(CONTRIBUTING\.md|\.dependency-cruiser\.mjs|test\/|lib\/)/;

const LINK = /\]\((?!https?:|#)([^)#]+)/g;

describe('the packed package', () => {
  const pack = ['pack', '--dry-run', '--json', '--ignore-scripts'];
  const [{ files }] = JSON.parse(execFileSync('npm', pack, { cwd: ROOT, encoding: 'utf8' })) as [
    { files: { path: string }[] },
  ];
  const packed = files.map(({ path }) => path);

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
});

function leadsSomewhere(target: string, packed: readonly string[]): boolean {
  return packed.some((path) => path === target || path.startsWith(`${target}/`));
}
