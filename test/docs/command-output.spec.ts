import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { COMMANDS, normalised } from './command-output.js';
import { read, ROOT } from './pages.js';

const PAGE = 'docs/command-line.md';
const isUpdated = process.env['UPDATE_OUTPUT'] === '1';

// After a change of what a command prints: npm run update:output
describe('the page about the command line', () => {
  it.each(Object.keys(COMMANDS))('shows what the command prints: %s', async (name) => {
    const block = new RegExp(`(?<=<!-- output: ${name} -->\\n\\n\`\`\`console\\n)[^]*?(?=\`\`\`)`);
    const { command, output } = await COMMANDS[name]!();
    const text = `$ ${command}\n${output}\n`;
    if (isUpdated)
      writeFileSync(
        join(ROOT, PAGE),
        read(PAGE).replace(block, () => text),
      );
    const [shown = ''] = block.exec(read(PAGE)) ?? [];
    expect(normalised(shown)).toBe(normalised(text));
  });
});
