import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const root = new URL('../../../', import.meta.url);
const path = (file: string): string => fileURLToPath(new URL(file, root));
const manifest = JSON.parse(readFileSync(path('package.json'), 'utf8'));
const require = createRequire(import.meta.url);

const { './package.json': _manifest, ...entryPoints } = manifest.exports as Record<string, object>;

/** The rule that keeps every class from being loaded twice: docs/decisions/module-format.md. */
describe.each(Object.entries(entryPoints))('entry point %s', (name, conditions) => {
  const file = name === '.' ? 'index' : `${name.slice(2)}/index`;
  const esm = `./dist/esm/${file}.js`;
  const commonjs = `./dist/commonjs/${file}.js`;
  const types = `./dist/commonjs/${file}.d.ts`;

  it('has one file for both import and require, whatever the resolver knows', () => {
    const expected = { types, 'module-sync': esm, default: commonjs };
    expect(Object.entries(conditions)).toEqual(Object.entries(expected));
    for (const target of Object.values(expected)) {
      expect(existsSync(path(target)), target).toBe(true);
    }
  });

  it('is found where exports are not understood', () => {
    const found =
      name === '.'
        ? [manifest.main, manifest.types]
        : [commonjs, manifest.typesVersions['*'][name.slice(2)]?.[0]];
    expect(found).toEqual([commonjs, types]);
  });

  it('exports the same names in both formats', async () => {
    const names = Object.keys(await import(path(esm))).toSorted();
    expect(names.length).toBeGreaterThan(0);
    expect(Object.keys(require(path(commonjs))).toSorted()).toEqual(names);
  });
});

it('has a CommonJS build that Node.js reads as CommonJS', () => {
  expect(manifest.type).toBe('module');
  expect(require(path('dist/commonjs/package.json'))).toEqual({ type: 'commonjs' });
});
