import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

export const ROOT = fileURLToPath(new URL('../..', import.meta.url));

export interface CodeBlock {
  /** Path of the page, from the root of the project. */
  readonly page: string;
  readonly line: number;
  readonly language: string;
  readonly code: string;
}

const FENCED_BLOCK = /^ *```(?<language>\S*)\n(?<code>[\s\S]*?)^ *```$/gm;

/** Every page that a reader of the documentation may come to. */
export function pages(): string[] {
  return ['.', 'docs', 'sample'].flatMap(markdownIn);
}

export function read(page: string): string {
  return readFileSync(ROOT + page, 'utf8');
}

export function codeBlocks(page: string): CodeBlock[] {
  const text = read(page);
  return [...text.matchAll(FENCED_BLOCK)].map(({ groups, index }) => ({
    page,
    line: text.slice(0, index).split('\n').length,
    language: groups?.['language'] ?? '',
    code: groups?.['code'] ?? '',
  }));
}

function markdownIn(folder: string): string[] {
  return readdirSync(ROOT + folder, { recursive: folder !== '.', encoding: 'utf8' })
    .filter((path) => path.endsWith('.md') && !path.includes('node_modules'))
    .map((path) => (folder === '.' ? path : `${folder}/${path}`));
}
