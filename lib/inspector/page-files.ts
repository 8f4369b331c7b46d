import { readdirSync, readFileSync } from 'node:fs';
import { extname, join } from 'node:path';

/** Injection token of the files of the page. */
export const PAGE_FILES = Symbol('misfit inspector page files');

const TYPES: Readonly<Record<string, string>> = {
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.svg': 'image/svg+xml',
};

/** A file of the page. */
export interface PageFile {
  readonly content: string;
  readonly type: string;
}

/**
 * The files of the page by name, read once: no path of a request reaches the file system.
 *
 * @throws Error if the folder cannot be read.
 */
export function readPageFiles(folder: string): ReadonlyMap<string, PageFile> {
  const files = new Map<string, PageFile>();
  for (const name of readdirSync(folder)) {
    const type = TYPES[extname(name)];
    if (type === undefined) continue;
    files.set(name, { content: readFileSync(join(folder, name), 'utf8'), type });
  }
  return files;
}
