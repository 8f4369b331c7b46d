import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Reporter, TestModule } from 'vitest/node';
import { ROOT } from '../docs/pages.js';
import { cells } from './cells.js';

const PAGE = join(ROOT, 'docs/compatibility.md');
const TABLE = /(?<=<!-- consumers:begin -->\n)[\s\S]*(?=<!-- consumers:end -->)/;
const VERSIONS = [11, 12] as const;
const MARKS: Readonly<Record<string, string>> = { passed: '✓', failed: '✗' };
const NOT_TRIED = '·';

/** Writes the results into the page on compatibility. A cell that did not run keeps its mark. */
export class CompatibilityTable implements Reporter {
  onTestRunEnd(modules: readonly TestModule[]): void {
    const page = readFileSync(PAGE, 'utf8');
    const states = new Map<string, string>();
    for (const module of modules) {
      for (const test of module.children.allTests()) {
        states.set(test.fullName, test.result().state);
      }
    }
    const rows = cells.map(({ group, name, nest }) => {
      const results = VERSIONS.map((version) => {
        if (!nest.includes(version)) return '–';
        const state = states.get(`Nest ${version} > ${group}: ${name}`);
        return (state && MARKS[state]) ?? previousMark(page, name, version);
      });
      return `| ${[group, name, ...results].join(' | ')} |\n`;
    });
    const table = `\n| | | Nest 11 | Nest 12 |\n| --- | --- | --- | --- |\n${rows.join('')}\n`;
    writeFileSync(
      PAGE,
      page.replace(TABLE, () => table),
    );
  }
}

function previousMark(page: string, name: string, version: (typeof VERSIONS)[number]): string {
  const row = page.split('\n').find((line) => line.includes(`| ${name} `)) ?? '';
  return row.split('|')[3 + VERSIONS.indexOf(version)]?.trim() ?? NOT_TRIED;
}
