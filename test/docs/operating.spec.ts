import { expect, it } from 'vitest';
import { read } from './pages.js';

it('the page for operators says of every code what to do', () => {
  const codes = [...read('docs/codes.md').matchAll(/^\| `([A-Z_]+)` +\| \d{3}/gm)];
  expect(codes.length).toBeGreaterThan(20);
  const advice = read('docs/operating.md').split('## At 3 a.m.')[1];
  for (const [, code] of codes) expect(advice).toContain(`\`${code}\``);
});
