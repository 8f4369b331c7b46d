import type { CanActivate } from '@nestjs/common';
import { setTimeout as sleep } from 'node:timers/promises';
import { createGunzip } from 'node:zlib';
import { expect, it } from 'vitest';
import { startBodyApp } from '../../support/apps/body-app.js';
import { exactPost } from '../../support/http/exact-post.js';
import { pipeBodiesThrough } from '../../support/apps/fastify-streams.js';
import { settled, watchProcessFaults } from '../../support/observers/process-faults.js';

const slowGuard: CanActivate = { canActivate: async () => sleep(20, true) };

it('on fastify, a stream of a hook that breaks before the route is reached harms nobody', async () => {
  const faults = watchProcessFaults();
  const app = await startBodyApp({
    adapter: 'fastify',
    configure: (nest) => {
      nest.useGlobalGuards(slowGuard);
      pipeBodiesThrough(nest, createGunzip);
    },
  });
  const reasons: string[] = [];
  app.bus.rejections$.subscribe(({ code, reason }) => reasons.push(`${code}: ${reason}`));
  const headers = { 'content-type': 'text/plain', 'content-encoding': 'gzip' };
  const { status } = await exactPost(app.url, 'no gzip', { headers });
  await settled();
  expect(status).toBe(503);
  expect(reasons).toEqual(['BODY_ABORTED: the connection failed before the body was complete']);
  expect(faults).toEqual([]);
});
