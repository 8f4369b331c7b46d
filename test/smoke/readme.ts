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
    if (language === 'diff') applyToModule(folder, code, extensions);
  }
}

/** The block shows the lines to add to the generated module. */
function applyToModule(folder: string, diff: string, extensions: boolean): void {
  const added = diff.split('\n').filter((line) => line.startsWith('+'));
  const line = (pattern: RegExp): string => {
    const found = added.find((text) => pattern.test(text));
    if (found === undefined) throw new Error(`README's diff adds no line like ${pattern}`);
    return found.slice(1).trim();
  };
  const module = join(folder, 'src/app.module.ts');
  const generated = readFileSync(module, 'utf8');
  const listener = `import { GoalListener } from './goal.listener${extensions ? '.js' : ''}';`;
  const changed = generated
    .replace('imports: [],', line(/imports:/))
    .replace('providers: [', 'providers: [GoalListener, ');
  writeFileSync(module, `${line(/import \{/)}\n${listener}\n${changed}`);
}
