import { pathToFileURL } from 'node:url';
import { expect, it } from 'vitest';
import { read, ROOT } from './pages.js';

const PAGE = 'docs/architecture.md';
const BLOCK = /(?<=<!-- layers:begin -->\n)[^]*(?=<!-- layers:end -->)/;

/** Folders that every other one may import: their arrows would hide all others. */
const EVERYWHERE = new Set(['common']);

/** What each folder may import: folders, then packages. */
type Layers = Readonly<Record<string, readonly [readonly string[], readonly string[]]>>;

const config = pathToFileURL(`${ROOT}.dependency-cruiser.mjs`).href;
const { layers } = (await import(config)) as { readonly layers: Layers };

function importsOf(folder: string): string[] {
  return (layers[folder]?.[0] ?? []).filter((name) => !EVERYWHERE.has(name));
}

function isReachable(from: string, to: string): boolean {
  return importsOf(from).some((next) => next === to || isReachable(next, to));
}

/** The direct imports, without those that another one leads to as well. */
function arrowsOf(folder: string): string[] {
  const imports = importsOf(folder);
  return imports.filter((to) => !imports.some((via) => via !== to && isReachable(via, to)));
}

function diagram(): string {
  const arrows = Object.keys(layers).flatMap((from) =>
    arrowsOf(from).map((to) => `  ${from} --> ${to}`),
  );
  return ['\n```mermaid', 'flowchart TD', ...arrows.toReversed(), '```\n\n'].join('\n');
}

// After a change of the table: npx vitest run test/docs/layers.spec.ts --update
it('the diagram of the layers is the one that the table of layers gives', async () => {
  const page = read(PAGE).replace(BLOCK, diagram());
  await expect(page).toMatchFileSnapshot(ROOT + PAGE);
});
