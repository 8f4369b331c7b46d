import { misfitUpdate } from 'nestjs-misfit-notification/testing';
import { describe, expect, it } from 'vitest';
import { CollectingLogger } from '../../support/observers/collecting-logger.js';
import { startDeliveryApp } from '../../support/apps/delivery-app.js';
import { listener } from '../../support/apps/listeners.js';

/** Of each handler, within a minute. */
const MAX_LINES = 10;

function broken(name: string) {
  return listener(name, '*', () => Promise.reject(new Error(`${name} is broken`)));
}

async function start(...handlers: readonly string[]) {
  const logger = new CollectingLogger();
  const shown: string[] = [];
  const app = await startDeliveryApp({
    adapter: 'fastify',
    logger,
    providers: handlers.map(broken),
  });
  app.bus.failures$.subscribe(({ handler }) => shown.push(handler));
  return { app, logger, shown };
}

describe('the failures of handlers in the log', () => {
  it('show the fields of an update on one line, cut where they are long', async () => {
    const { app, logger } = await start('Any');
    const id = 'x'.repeat(5_000);
    const update = {
      ...misfitUpdate(),
      type: 'go\nals',
      action: 'up\u001b[2Jdated',
      id: `\u2028${id}`,
    };
    expect(await app.post([update])).toBe(503);
    const lines = logger.find('error', 'Any.handle');
    expect(lines).toEqual([
      expect.stringMatching(
        /^Any\.handle on go\\u\{a\}als\.up\\u\{1b\}\[2Jdated \\u\{2028\}x{99}… \(message [0-9a-f-]+\) failed: Any is broken$/,
      ),
    ]);
  });

  it('are ten lines of each handler, and one at the end that counts the others', async () => {
    const { app, logger, shown } = await start('Many', 'Other');
    const updates = Array.from({ length: 50 }, () => misfitUpdate());
    for (let message = 0; message < 3; message++) expect(await app.post(updates)).toBe(503);
    await app.app.close();
    expect(logger.find('warn', '280 more failures of handlers were not logged')).toHaveLength(1);
    for (const name of ['Many', 'Other']) {
      expect(logger.find('error', `${name} is broken`)).toHaveLength(MAX_LINES);
      expect(logger.find('warn', `140 failures of ${name}.handle`)).toHaveLength(1);
      expect(shown.filter((handler) => handler === `${name}.handle`)).toHaveLength(150);
    }
  });
});
