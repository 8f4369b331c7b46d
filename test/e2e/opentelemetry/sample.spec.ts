import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { startSample } from '../../support/processes/sample.js';
import { databasePath } from '../../support/sqlite/temp-directory.js';
import { freePort } from '../../support/http/free-port.js';

const ROOT = new URL('../../../', import.meta.url);
const METRIC = /\b(?:misfit|messaging)_\w+/g;

const DASHBOARD = queriesOf('sample/05-observability/dashboard.json', /"expr": "(.*)",?$/gm);
const ALERTS = queriesOf('sample/05-observability/alerts.yaml', /expr: (.*)$/gm);

/** The PromQL in a file. */
function queriesOf(file: string, pattern: RegExp): string[] {
  const text = readFileSync(new URL(file, ROOT), 'utf8');
  return [...text.matchAll(pattern)].map(([, query = '']) => query.replaceAll('\\"', '"'));
}

/** Without the labels, whose names look alike. */
function metricsIn(query: string): string[] {
  const withoutLabels = query.replaceAll(/\{[^}]*\}|\bby \([^)]*\)/g, '');
  return withoutLabels.match(METRIC) ?? [];
}

function labelsIn(query: string): string[] {
  const lists = query.match(/\{[^}]*\}|\bby \([^)]*\)/g) ?? [];
  return lists
    .flatMap((list) => list.match(/\b\w+(?==|!=|[,)])/g) ?? [])
    .filter((name) => name !== 'le');
}

async function textOf(url: string): Promise<string> {
  return (await fetch(url)).text();
}

/** What Prometheus gets from the sample once everything that it shows has happened. */
async function scrape(): Promise<string> {
  const env = { DATABASE: databasePath(), METRICS_PORT: String(await freePort()) };
  const sample = startSample('05-observability', env);
  await sample.writes('/health/queue\n');
  const [, metrics = ''] = /metrics: (\S+)/.exec(sample.output()) ?? [];
  const [, ready = ''] = /ready: (\S+)/.exec(sample.output()) ?? [];
  expect((await fetch(ready)).status, sample.output()).toBe(200);
  let text = '';
  await expect
    .poll(async () => (text = await textOf(metrics)), { interval: 500 })
    .toMatch(/^misfit_dead_letters_total.* [1-9]/m);
  await expect
    .poll(async () => (text = await textOf(metrics)), { interval: 500 })
    .toMatch(/error_type="MALFORMED_MESSAGE"/);
  await sample.end();
  return text;
}

function expectQueriesFit(queries: readonly string[], scraped: string): void {
  expect(queries.length).toBeGreaterThan(5);
  for (const query of queries) {
    expect(metricsIn(query), query).not.toEqual([]);
    for (const metric of metricsIn(query)) {
      expect(scraped, query).toMatch(new RegExp(`^${metric}(\\{|\\s)`, 'm'));
    }
    for (const label of labelsIn(query)) {
      expect(scraped, query).toMatch(new RegExp(`[{,]${label}="`));
    }
  }
}

it('dashboard, alert rules and page for operators have the metrics of a real scrape', async () => {
  const scraped = await scrape();
  expectQueriesFit(DASHBOARD, scraped);
  expectQueriesFit(ALERTS, scraped);
  const page = readFileSync(new URL('docs/operating.md', ROOT), 'utf8');
  for (const [name] of scraped.matchAll(/^(?:misfit|messaging)_\w+/gm)) {
    expect(page).toContain(`\`${name.replace(/_(bucket|sum|count)$/, '')}\``);
  }
});
