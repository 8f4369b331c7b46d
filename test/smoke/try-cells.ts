import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { cells } from './cells.js';
import { Project, type NestMajor } from './project.js';

const all = process.env['CONSUMERS'] === 'all';

const LINTERS = 'eslint|prettier|^globals$';
/** Not Vitest: `nest build` needs its types. */
const TEST_TOOLS = 'jest|supertest';
/** Packages that no cell uses. */
const LEFT_OUT = new RegExp(all ? LINTERS : `${LINTERS}|${TEST_TOOLS}`);

/** A project of one major version of Nest, and every cell that it can try, one after the other. */
export function tryCells(nest: NestMajor): void {
  describe(`Nest ${nest}`, () => {
    let project: Project;
    const installed = new Set<string>();

    beforeAll(async () => {
      project = await Project.create(nest, LEFT_OUT);
    });

    afterAll(() => project?.remove());

    for (const cell of cells) {
      if (!cell.nest.includes(nest) || !(all || cell.quick)) continue;
      it.skipIf(cell.isPossible === false)(`${cell.group}: ${cell.name}`, async () => {
        const missing = (cell.needs?.(nest) ?? []).filter((name) => !installed.has(name));
        if (missing.length > 0) await project.install('--save-dev', ...missing);
        for (const name of missing) installed.add(name);
        await expect(cell.check(project)).resolves.toBeUndefined();
      });
    }
  });
}
