import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { codeBlocks } from '../docs/pages.js';

const README = codeBlocks('README.md');

/** Does in a new project what the README says, block by block. */
export function pasteReadme(folder: string, { extensions }: { extensions: boolean }): void {
  for (const { language, code } of README) {
    const [, file] = /^\/\/ (\S+\.ts)\n/.exec(code) ?? [];
    // CommonJS projects of Nest 11 import without extensions, as the README says.
    const pasted = extensions ? code : code.replace(/(from '\.[^']*)\.js'/g, "$1'");
    if (language === 'ts' && file !== undefined) writeFileSync(join(folder, 'src', file), pasted);
    if (language === 'diff') applyToModule(folder, pasted);
  }
}

/** The block shows the lines to add to the generated module. */
function applyToModule(folder: string, diff: string): void {
  const added = diff.split('\n').filter((line) => line.startsWith('+'));
  const imports = added.filter((line) => line.startsWith('+ import'));
  const moduleImport = added.find((line) => line.includes(' imports: ['));
  if (imports.length !== 2 || moduleImport === undefined) {
    throw new Error(`README's diff adds other lines than before:\n${diff}`);
  }
  const module = join(folder, 'src/app.module.ts');
  const changed = readFileSync(module, 'utf8')
    .replace('imports: [],', moduleImport.slice(1).trim())
    .replace('providers: [', 'providers: [GoalListener, ');
  writeFileSync(module, `${imports.map((line) => line.slice(2)).join('\n')}\n${changed}`);
}
