import { describe, expect, it } from 'vitest';
import { ADAPTERS, bootstrap } from '../../support/apps/adapters.js';
import { BODY_SETUPS } from '../../support/apps/body-setups.js';
import { startDeliveryApp } from '../../support/apps/delivery-app.js';
import { askOwnRoutes, OwnController } from './own-routes.js';

const controllers = [OwnController];

describe.each(ADAPTERS)("on %s, the application's own routes", (adapter) => {
  it.each(BODY_SETUPS)('with $title, answer as they do without the module', async (setup) => {
    const options = { adapter, ...setup.options(adapter) };
    const without = await bootstrap({ controllers }, options);
    const withModule = await startDeliveryApp({ ...options, controllers });
    const [expected, answers] = await Promise.all([
      askOwnRoutes(without.origin),
      askOwnRoutes(withModule.origin),
    ]);
    expect(answers).toEqual(expected);
  });

  it('keep the content types and limits of the adapter', async () => {
    const { origin } = await startDeliveryApp({ adapter, controllers });
    const answers = await askOwnRoutes(origin);
    const expected = { ...COMMON_STATUSES, ...STATUSES[adapter] };
    const statuses = Object.keys(expected).map((title) => [title, answers[title]?.status]);
    expect(Object.fromEntries(statuses)).toEqual(expected);
  });

  it('keep their rawBody', async () => {
    const { origin } = await startDeliveryApp({ adapter, controllers, rawBody: true });
    const answers = await askOwnRoutes(origin);
    expect(answers['JSON, for rawBody']?.body).toBe('{"kind":"Buffer","length":7}');
  });
});

const COMMON_STATUSES = {
  JSON: 201,
  'broken JSON': 400,
  GET: 200,
  'a path that does not exist': 404,
  'JSON of 90 kB': 201,
  'JSON above 1 MiB': 413,
};

const STATUSES = {
  express: {
    'a type that nobody knows': 201,
    'no type': 201,
    'JSON of 110 kB': 413,
    'text above 1 MiB': 201,
  },
  fastify: {
    'a type that nobody knows': 415,
    'no type': 415,
    'JSON of 110 kB': 201,
    'text above 1 MiB': 413,
  },
};
