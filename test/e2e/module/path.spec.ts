import { RouterModule } from '@nestjs/core';
import { MisfitNotificationModule } from 'nestjs-misfit-notification';
import { describe, expect, it } from 'vitest';
import { ADAPTERS } from '../../support/apps/adapters.js';
import { startDeliveryApp } from '../../support/apps/delivery-app.js';
import { exactPost } from '../../support/http/exact-post.js';
import { signedBody } from '../../support/http/signed-body.js';

const TYPES = ['text/plain', 'application/json', 'application/x-www-form-urlencoded'];

/** Statuses of notifications that the parsers of Express would refuse or spoil, by their type. */
async function statusesAt(url: string): Promise<number[]> {
  const answers = TYPES.map((type) => {
    const { body, headers } = signedBody(150_000);
    return exactPost(url, body, { headers: headers(type) });
  });
  return (await Promise.all(answers)).map(({ status }) => status);
}

const TAKEN = [200, 200, 200];

async function statusAt(url: string, method = 'POST'): Promise<number> {
  const { body, headers } = signedBody();
  const { status } = await exactPost(url, body, { method, headers: headers('application/json') });
  return status;
}

describe.each(ADAPTERS)('on %s, the endpoint is found', (adapter) => {
  it.each([
    { path: 'hooks/misfit', at: '/hooks/misfit' },
    { path: '/hooks/misfit', at: '/hooks/misfit' },
    { path: 'hooks/misfit/', at: '/hooks/misfit' },
    { path: '/hooks/misfit/', at: '/hooks/misfit' },
    { path: 'Hooks/Misfit', at: '/Hooks/Misfit' },
    { path: 'misfit', at: '/misfit' },
    { path: '/', at: '/' },
    { path: '', at: '/' },
    { path: 'hooks/misfit', at: '/hooks/misfit?token=1' },
  ])('at $at where path is "$path"', async ({ path, at }) => {
    const { origin, url } = await startDeliveryApp({ adapter, module: { path } });
    expect(await statusesAt(origin + at)).toEqual(TAKEN);
    expect(await statusAt(url)).toBe(404);
  });

  it('behind a global prefix', async () => {
    const { origin, url } = await startDeliveryApp({
      adapter,
      configure: (app) => void app.setGlobalPrefix('api/v1'),
    });
    expect(await statusesAt(`${origin}/api/v1/misfit/notification`)).toEqual(TAKEN);
    expect(await statusAt(url)).toBe(404);
  });

  it('without the global prefix where the application excludes it', async () => {
    const exclude = ['misfit/notification'];
    const { origin, url } = await startDeliveryApp({
      adapter,
      configure: (app) => void app.setGlobalPrefix('api', { exclude }),
    });
    expect(await statusesAt(url)).toEqual(TAKEN);
    expect(await statusAt(`${origin}/api/misfit/notification`)).toBe(404);
  });

  it('behind the prefix of RouterModule, and that behind a global one', async () => {
    const { origin, url } = await startDeliveryApp({
      adapter,
      imports: [RouterModule.register([{ path: 'partners', module: MisfitNotificationModule }])],
      configure: (app) => void app.setGlobalPrefix('api'),
    });
    expect(await statusesAt(`${origin}/api/partners/misfit/notification`)).toEqual(TAKEN);
    expect(await statusAt(url)).toBe(404);
  });

  it('by POST alone, and nowhere else', async () => {
    const { url } = await startDeliveryApp({ adapter });
    expect(await statusAt(url)).toBe(200);
    for (const method of ['GET', 'PUT', 'PATCH', 'DELETE']) {
      expect([method, await statusAt(url, method)]).toEqual([method, 404]);
    }
    for (const elsewhere of [`${url}s`, `${url}/more`, url.replace('misfit/', '')]) {
      expect([elsewhere, await statusAt(elsewhere)]).toEqual([elsewhere, 404]);
    }
  });
});
