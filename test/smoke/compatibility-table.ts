import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Reporter, TestModule } from 'vitest/node';
import { ROOT } from '../docs/pages.js';
import { cells } from './cells.js';

const PAGE = join(ROOT, 'docs/compatibility.md');
const TABLE = /(?<=<!-- consumers:begin -->\n)[\s\S]*(?=<!-- consumers:end -->)/;
const VERSIONS = [11, 12] as const;

/** Writes the results of a whole run into the page on compatibility. */
export class CompatibilityTable implements Reporter {
  onTestRunEnd(modules: readonly TestModule[]): void {
    const states = new Map<string, string>();
    for (const module of modules) {
      for (const test of module.children.allTests()) {
        states.set(test.fullName, test.result().state);
      }
    }
    const rows = cells.map(({ group, name, nest }) => {
      const results = VERSIONS.map((version) => {
        if (!nest.includes(version)) return '–';
        return states.get(`Nest ${version} > ${group}: ${name}`) === 'passed' ? '✓' : '✗';
      });
      return `| ${[group, name, ...results].join(' | ')} |\n`;
    });
    const table = `\n| | | Nest 11 | Nest 12 |\n| --- | --- | --- | --- |\n${rows.join('')}\n`;
    writeFileSync(PAGE, readFileSync(PAGE, 'utf8').replace(TABLE, table));
  }
}
