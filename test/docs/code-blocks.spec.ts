import { describe, expect, it } from 'vitest';
import { codeBlocks, pages } from './pages.js';
import { compileErrors } from './typescript-project.js';

/** Blocks that nothing can compile. Anything else would escape the check by its label. */
const OTHER_LANGUAGES = ['sh', 'console', 'diff', 'json', 'yaml', 'mermaid', 'dockerfile'];

const blocks = pages().flatMap(codeBlocks);

describe('the code blocks of the documentation', () => {
  it('are TypeScript, or in a language that is not compiled', () => {
    const unknown = blocks.filter(({ language }) => ![...OTHER_LANGUAGES, 'ts'].includes(language));
    expect(unknown.map(({ page, line }) => `${page}:${line}`)).toEqual([]);
  });

  it('compile as printed in a strict Nest project that installs the built package', () => {
    const typescript = blocks.filter(({ language }) => language === 'ts');
    expect(typescript.length).toBeGreaterThan(1);
    expect(compileErrors(typescript)).toBe('');
  });
});
