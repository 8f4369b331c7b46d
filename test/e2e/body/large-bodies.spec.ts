import { describe, expect, it } from 'vitest';
import { ADAPTERS } from '../../support/apps/adapters.js';
import { forAllTypes, startBodyApp } from '../../support/apps/body-app.js';
import { BODY_SETUPS } from '../../support/apps/body-setups.js';

const HANDLED = forAllTypes({ status: 200, handled: true });
const REFUSED = forAllTypes({ status: 413, handled: false });
const DEFAULT_LIMIT = 1024 * 1024;

describe.each(ADAPTERS)('on %s', (adapter) => {
  describe.each(BODY_SETUPS)('with $title', ({ options }) => {
    it('bodies of any Content-Type are handled up to bodyLimit, and refused beyond', async () => {
      const bodyLimit = 300_000;
      const app = await startBodyApp({ adapter, ...options(adapter), module: { bodyLimit } });
      for (const size of [10_000, bodyLimit]) {
        expect(await app.deliverAsAll(size), `${size} bytes`).toEqual(HANDLED);
      }
      expect(await app.deliverAsAll(bodyLimit, { chunked: true })).toEqual(HANDLED);
      expect(await app.deliverAsAll(bodyLimit + 1)).toEqual(REFUSED);
      expect(await app.deliverAsAll(bodyLimit + 1, { chunked: true })).toEqual(REFUSED);
    });
  });

  it('bodyLimit is 1 MiB where it is not set', async () => {
    const app = await startBodyApp({ adapter });
    expect(await app.deliverAsAll(DEFAULT_LIMIT)).toEqual(HANDLED);
    expect(await app.deliverAsAll(DEFAULT_LIMIT + 1)).toEqual(REFUSED);
  });

  it('bodyLimit can be more than the limits of the adapters', async () => {
    const app = await startBodyApp({ adapter, module: { bodyLimit: 3 * DEFAULT_LIMIT } });
    const delivered = await app.deliver('application/json', 3 * DEFAULT_LIMIT);
    expect(delivered).toEqual({ status: 200, handled: true });
  });
});
