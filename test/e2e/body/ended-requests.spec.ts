import type { IncomingMessage, Server } from 'node:http';
import { misfitUpdate } from 'nestjs-misfit-notification/testing';
import { describe, expect, it } from 'vitest';
import { ADAPTERS } from '../../support/apps/adapters.js';
import { startDeliveryApp } from '../../support/apps/delivery-app.js';
import { until } from '../../support/clocks/gate.js';

describe.each(ADAPTERS)('on %s', (adapter) => {
  it('a request whose body was read comes to its end, and is closed', async () => {
    const ended: IncomingMessage[] = [];
    const closed: IncomingMessage[] = [];
    const app = await startDeliveryApp({ adapter, providers: [] });
    (app.app.getHttpServer() as Server).prependListener('request', (request: IncomingMessage) => {
      request.on('end', () => ended.push(request)).on('close', () => closed.push(request));
    });
    expect(await app.post([misfitUpdate()])).toBe(200);
    expect(await app.post([misfitUpdate()])).toBe(200);
    await until(() => closed.length === 2);
    expect(ended).toEqual(closed);
  });
});
