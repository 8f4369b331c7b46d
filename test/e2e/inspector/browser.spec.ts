import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { AxeBuilder } from '@axe-core/playwright';
import { OnMisfitEvent, type GoalUpdated } from 'nestjs-misfit-notification';
import { misfitUpdate } from 'nestjs-misfit-notification/testing';
import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { ADAPTERS } from '../../support/apps/adapters.js';
import { simulator } from '../../support/apps/delivery-app.js';
import { isChromiumMissing, useChromium } from '../../support/browser/chromium.js';
import { postMany } from '../../support/hostile/post-many.js';
import {
  ADMIN,
  startInspectorApp,
  startQueueInspectorApp,
} from '../../support/inspector/inspector-app.js';

const asAdmin = { extraHTTPHeaders: ADMIN };
const goalOf = (ownerId: string) => misfitUpdate('goals.updated', { ownerId });
const rows = (page: Page) => page.locator('#delivery-rows > tr.delivery');

class GoalListener {
  isRepaired = false;
  readonly handled: string[] = [];

  @OnMisfitEvent('goals.updated')
  onGoal({ ownerId }: GoalUpdated): void {
    if (ownerId === 'eve' && !this.isRepaired) throw new Error('eve is not served');
    this.handled.push(ownerId);
  }
}

const providers = [GoalListener];

/** After a change of the page: npm run update:screenshots */
const SCREENSHOTS =
  process.env['UPDATE_SCREENSHOTS'] === '1' ? 'docs/images' : 'coverage/screenshots';

const SCREENS = {
  desktop: { width: 1280, height: 900 },
  phone: { width: 390, height: 844 },
};

/** Runs in the page, so it is a text: tests are compiled without the types of a browser. */
const COUNT_FRAMES = `{
  globalThis.frames = 0;
  const step = () => {
    globalThis.frames++;
    setTimeout(() => requestAnimationFrame(step), 50);
  };
  requestAnimationFrame(step);
}`;

describe.skipIf(isChromiumMissing)('the inspector in a browser', () => {
  const open = useChromium();

  it.each(ADAPTERS)(
    'shows a delivery on %s that arrives while the page is open',
    async (adapter) => {
      const app = await startInspectorApp({ adapter, providers });
      const { page, faults } = await open(app.page, asAdmin);
      await page.getByText('Live', { exact: true }).waitFor();
      expect(await rows(page).count()).toBe(0);

      await app.post([goalOf('ada')]);
      await rows(page).first().waitFor();
      expect(await rows(page).first().innerText()).toContain('goals.updated');
      expect(faults).toEqual([]);
    },
  );

  it('opens a forged delivery to its reason and the check that refused it, by keyboard', async () => {
    const app = await startInspectorApp({ adapter: 'express', providers });
    const { page } = await open(app.page, asAdmin);
    const genuine = simulator.notification([goalOf('ada')]);
    await app.send({ ...genuine, Message: genuine.Message.replace('ada', 'eve') });

    const toggle = rows(page).first().getByRole('button');
    await toggle.focus();
    await page.keyboard.press('Enter');
    const details = page.locator('.details');
    await details.waitFor();
    expect(await details.innerText()).toContain('SIGNATURE_INVALID');
    expect(await details.locator('[data-outcome="refused"]').innerText()).toBe('Signature');
    expect(await toggle.getAttribute('aria-expanded')).toBe('true');

    // The row keeps its place and the focus while others arrive.
    await app.post([goalOf('ada')]);
    await expect.poll(() => rows(page).count()).toBe(2);
    expect(await page.evaluate('document.activeElement?.ariaExpanded')).toBe('true');
  });

  it('filters by owner, outcome and handler', async () => {
    const app = await startInspectorApp({ adapter: 'express', providers });
    const { page } = await open(app.page, asAdmin);
    await app.post([goalOf('ada')]);
    await app.post([goalOf('grace')]);
    await app.post([goalOf('eve')]);
    await expect.poll(() => rows(page).count()).toBe(3);

    await page.getByLabel('Owner').fill('grace');
    await expect.poll(() => rows(page).count()).toBe(1);
    await page.getByRole('button', { name: 'Clear' }).click();
    await page.getByLabel('Outcome').selectOption('deferred');
    await expect.poll(() => rows(page).count()).toBe(1);
    await page.getByLabel('Outcome').selectOption('');
    await page.getByLabel('Handler', { exact: true }).first().waitFor({ state: 'attached' });
    await page.locator('#filter [name=handler]').selectOption('GoalListener.onGoal');
    await expect.poll(() => rows(page).count()).toBe(3);
    await page.locator('#filter [name=resource]').selectOption('sleeps');
    await page.getByText('No delivery matches the filter.').waitFor();
  });

  it('draws the charts, described for screen readers', async () => {
    const app = await startInspectorApp({ adapter: 'express', providers });
    const { page } = await open(app.page, asAdmin);
    await app.post([goalOf('ada')]);
    for (const name of [
      /^Deliveries: 1 accepted/,
      /^Latest time to answer: median \d/,
      /^Failed runs of handlers: 0$/,
    ]) {
      await expect.poll(() => page.getByRole('img', { name }).count()).toBe(1);
    }
  });

  it('shows HTML and scripts in a payload as text', async () => {
    const app = await startInspectorApp({ adapter: 'express', providers });
    const { page, faults } = await open(app.page, asAdmin);
    const evil = '<img src=x onerror="document.title=1"><script>document.title=2</script>';
    const update = misfitUpdate('goals.updated', { id: evil, ownerId: `eve${evil}` });
    await app.post([update, { ...update, type: evil, action: evil }]);
    await rows(page).first().getByRole('button').click();

    const details = page.locator('.details');
    await details.getByText(`eve${evil}`).first().waitFor();
    expect(await page.locator('img, tbody script').count()).toBe(0);
    expect(await page.title()).toBe('Misfit notifications');
    expect(faults).toEqual([]);
  });

  it('replays a dead letter, which runs the handler', async () => {
    const sqlite = { attempts: 1 };
    const app = await startQueueInspectorApp({ adapter: 'fastify', providers, sqlite });
    const listener = app.app.get(GoalListener, { strict: false });
    const { page } = await open(app.page, asAdmin);
    await app.post([goalOf('eve')]);
    await expect.poll(() => page.locator('#dead-count').innerText()).toBe('1');
    await page.getByText('Dead letters', { exact: false }).first().click();
    await page.getByText('eve is not served').first().waitFor();

    listener.isRepaired = true;
    await page.getByRole('button', { name: /^Replay goals/ }).click();
    await page.getByText('The handler runs again').waitFor();
    await expect.poll(() => listener.handled).toEqual(['eve']);
    await page.getByText('No dead letters match.').waitFor();
  });

  it('asks before it purges dead letters', async () => {
    const sqlite = { attempts: 1 };
    const app = await startQueueInspectorApp({ adapter: 'express', providers, sqlite });
    const { page } = await open(app.page, asAdmin);
    await app.post([goalOf('eve')]);
    await app.post([goalOf('eve')]);
    await expect.poll(() => app.deadLetters.count()).toBe(2);
    await page.getByText('Dead letters', { exact: false }).first().click();
    await page.getByLabel('Handler', { exact: true }).first().fill('GoalListener.onGoal');

    const purge = page.getByRole('button', { name: 'Purge all that match' });
    await purge.click();
    await page.getByRole('button', { name: 'Cancel' }).click();
    expect(await app.deadLetters.count()).toBe(2);
    await purge.click();
    await page.getByText('Delete all dead letters of GoalListener.onGoal?').waitFor();
    await page.getByRole('button', { name: 'Delete', exact: true }).click();
    await page.getByText('2 dead letters deleted').waitFor();
    expect(await app.deadLetters.count()).toBe(0);
  });

  it('sends a test notification', async () => {
    const app = await startInspectorApp({ adapter: 'fastify', providers });
    const { page } = await open(app.page, asAdmin);
    await page.getByRole('button', { name: 'Send' }).click();
    await page.getByText('Test notification answered 200').waitFor();
    await expect.poll(() => rows(page).count()).toBe(1);
  });

  it('shows nothing without the approval of the guard', async () => {
    const app = await startInspectorApp({ adapter: 'express', providers });
    const { page } = await open(app.page);
    expect(await page.locator('body').innerText()).not.toContain('Misfit notifications');
  });

  it('stays responsive and within its bounds over 10 000 deliveries', async () => {
    const app = await startInspectorApp({ adapter: 'fastify', providers });
    const { page, faults } = await open(app.page, asAdmin);
    await page.getByText('Live', { exact: true }).waitFor();
    // Copies of one message: signing 10 000 messages would take longer than sending them.
    const message = simulator.notification([goalOf('ada')]);
    const load = postMany(app.url, 10_000, () => message);
    await page.evaluate(COUNT_FRAMES);
    expect(await load).toEqual({ 200: 10_000 });
    expect(await page.evaluate<number>('globalThis.frames')).toBeGreaterThan(5);
    await expect.poll(() => page.locator('#shown').innerText()).toBe('500 of 500 match');
    expect(await rows(page).count()).toBe(50);
    expect(faults).toEqual([]);
  });

  it('has no accessibility violation on a desktop or a phone, light or dark', async () => {
    const sqlite = { attempts: 1 };
    const app = await startQueueInspectorApp({ adapter: 'express', providers, sqlite });
    const { page } = await open(app.page, asAdmin);
    await app.send({ ...simulator.notification([goalOf('ada')]), Message: '[]' });
    await app.post([goalOf('eve')]);
    await app.post([goalOf('ada'), goalOf('grace')]);
    await page.getByRole('img', { name: /^Deliveries: 2 accepted/ }).waitFor();
    await page.getByText('Dead letters', { exact: false }).first().click();
    await page.getByText('eve is not served').first().waitFor();
    await rows(page).last().getByRole('button').click();
    await page.locator('.details').waitFor();

    mkdirSync(SCREENSHOTS, { recursive: true });
    for (const [name, viewport] of Object.entries(SCREENS)) {
      await page.setViewportSize(viewport);
      for (const colorScheme of ['light', 'dark'] as const) {
        await page.emulateMedia({ colorScheme });
        const { violations } = await new AxeBuilder({ page }).analyze();
        const found = violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`);
        expect(found, `${name}, ${colorScheme}`).toEqual([]);
        const width = await page.evaluate('document.documentElement.scrollWidth');
        expect(width).toBeLessThanOrEqual(viewport.width);
        // On a phone the whole page is too long for a picture.
        await page.evaluate("document.getElementById('deliveries').scrollIntoView()");
        await page.screenshot({
          path: join(SCREENSHOTS, `inspector-${name}-${colorScheme}.png`),
          fullPage: name === 'desktop',
        });
      }
    }
  });
});
