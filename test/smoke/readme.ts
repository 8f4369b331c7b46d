import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { codeBlocks } from '../docs/pages.js';

export interface PastedFile {
  readonly file: string;
  readonly code: string;
}

interface ProjectKind {
  /** As projects of Nest 11 are. Those of Nest 12 are ES modules: imports of own files end in `.js`. */
  readonly isCommonJs: boolean;
}

/** The files that a page shows, as one pastes them. */
export function filesOn(page: string, kind: ProjectKind): PastedFile[] {
  return codeBlocks(page).flatMap(({ language, code }) => {
    const [, file] = /^\/\/ (\S+\.ts)\n/.exec(code) ?? [];
    return language === 'ts' && file !== undefined ? [{ file, code: paste(code, kind) }] : [];
  });
}

/** CommonJS projects import without extensions, as the README says. */
function paste(code: string, { isCommonJs }: ProjectKind): string {
  return isCommonJs ? code.replace(/(from '\.[^']*)\.js'/g, "$1'") : code;
}

/** Does in a new project what the README says, block by block. */
export function pasteReadme(sources: string, moduleFile: string, kind: ProjectKind): void {
  for (const { file, code } of filesOn('README.md', kind)) {
    writeFileSync(join(sources, file), code);
  }
  for (const { language, code } of codeBlocks('README.md')) {
    if (language === 'diff') applyToModule(join(sources, moduleFile), paste(code, kind));
  }
}

/** The block shows the lines to add to the generated module. */
function applyToModule(module: string, diff: string): void {
  const added = diff.split('\n').filter((line) => line.startsWith('+'));
  const imports = added.filter((line) => line.startsWith('+ import'));
  const moduleImport = added.find((line) => line.includes(' imports: ['));
  if (imports.length !== 2 || moduleImport === undefined) {
    throw new Error(`README's diff adds other lines than before:\n${diff}`);
  }
  const changed = readFileSync(module, 'utf8')
    .replace('imports: [],', moduleImport.slice(1).trim())
    .replace('providers: [', 'providers: [GoalListener, ');
  writeFileSync(module, `${imports.map((line) => line.slice(2)).join('\n')}\n${changed}`);
}
