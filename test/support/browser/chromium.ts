import { existsSync } from 'node:fs';
import { chromium, type Browser, type BrowserContextOptions, type Page } from 'playwright-core';
import { afterAll, beforeAll, onTestFinished } from 'vitest';

const EXECUTABLE = '/usr/bin/chromium';

/** For `describe.skipIf(isChromiumMissing)`. Where CI runs, a missing browser is a failure. */
export const isChromiumMissing = !existsSync(EXECUTABLE) && !process.env['CI'];

const ARGUMENTS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-dev-shm-usage',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--no-first-run',
];

/** A page, and what went wrong in it. */
export interface OpenPage {
  readonly page: Page;
  /** Errors of scripts, refusals by the Content-Security-Policy, requests to other hosts. */
  readonly faults: string[];
}

/**
 * One browser for the suite that this is called in, and one page for each set of options, which the
 * tests use in turn: a page of its own costs each test more than what it does.
 */
export function useChromium(): (url: string, options?: BrowserContextOptions) => Promise<OpenPage> {
  let browser: Browser;
  const pages = new Map<string, Promise<Page>>();
  beforeAll(async () => {
    browser = await chromium.launch({ executablePath: EXECUTABLE, args: ARGUMENTS });
  });
  afterAll(() => browser.close());

  const pageWith = async (options: BrowserContextOptions): Promise<Page> => {
    const context = await browser.newContext(options);
    const page = await context.newPage();
    page.setDefaultTimeout(60_000);
    return page;
  };

  return async (url, options = {}) => {
    const key = JSON.stringify(options);
    const opened = pages.get(key) ?? pageWith(options);
    pages.set(key, opened);
    const page = await opened;
    onTestFinished(async () => {
      page.removeAllListeners();
      await page.goto('about:blank');
    });
    const faults: string[] = [];
    page.on('pageerror', (error) => faults.push(error.message));
    page.on('console', (line) => {
      if (line.type() === 'error') faults.push(line.text());
    });
    page.on('request', (request) => {
      if (new URL(request.url()).origin !== new URL(url).origin) faults.push(request.url());
    });
    await page.goto(url);
    return { page, faults };
  };
}
