import { describe, expect, it } from 'vitest';
import { existsSync } from 'node:fs';
import { read, ROOT } from './pages.js';

const page = read('SECURITY.md');
const PROOF = /\]\((?<file>test\/[^)]+)\): "(?<title>[^"]+)"/g;
const SOURCE = /`(?<file>lib\/[^`]+\.ts)`/g;

/** Rows of the tables that say where an attack is stopped and what proves it. */
function attacks(): string[] {
  const sections = page.split(/^## /m).filter((section) => section.includes('proved by'));
  return sections.flatMap((section) =>
    section.split('\n').filter((line) => /^\| [A-Z`]/.test(line)),
  );
}

describe('the attacks that SECURITY.md lists', () => {
  it('are each proved by a test that exists, by its title', () => {
    const missing = [...page.matchAll(PROOF)]
      .map(({ groups }) => ({ file: groups?.['file'] ?? '', title: groups?.['title'] ?? '' }))
      .filter(({ file, title }) => !read(file).includes(title));
    expect(missing).toEqual([]);
    expect(attacks().filter((row) => !/\]\(test\//.test(row))).toEqual([]);
  });

  it('are stopped in files that exist', () => {
    const files = [...page.matchAll(SOURCE)].map(({ groups }) => groups?.['file'] ?? '');
    expect(files.filter((file) => !existsSync(ROOT + file))).toEqual([]);
  });
});
