import { Controller, Get, VersioningType, type VersioningOptions } from '@nestjs/common';
import { describe, expect, it } from 'vitest';
import { ADAPTERS } from '../../support/apps/adapters.js';
import { startDeliveryApp } from '../../support/apps/delivery-app.js';
import { exactPost } from '../../support/http/exact-post.js';
import { signedBody } from '../../support/http/signed-body.js';

@Controller({ path: 'own', version: '1' })
class VersionedController {
  @Get()
  show(): string {
    return 'version 1';
  }
}

const CUSTOM: VersioningOptions = {
  type: VersioningType.CUSTOM,
  extractor: (request) => (request as { headers: Record<string, string> }).headers['x-own'] ?? '',
};

/** How applications version their routes, and how a request then names a version. */
const VERSIONINGS: readonly {
  readonly name: string;
  readonly versioning: VersioningOptions;
  readonly at?: string;
  readonly headers?: Record<string, string>;
}[] = [
  { name: 'URI', versioning: { type: VersioningType.URI }, at: '/v1/own' },
  {
    name: 'URI, with a default version',
    versioning: { type: VersioningType.URI, defaultVersion: '1' },
    at: '/v1/own',
  },
  {
    name: 'header',
    versioning: { type: VersioningType.HEADER, header: 'x-version' },
    headers: { 'x-version': '1' },
  },
  {
    name: 'header, with a default version',
    versioning: { type: VersioningType.HEADER, header: 'x-version', defaultVersion: '1' },
    headers: { 'x-version': '1' },
  },
  {
    name: 'media type',
    versioning: { type: VersioningType.MEDIA_TYPE, key: 'v=' },
    headers: { accept: 'application/json;v=1' },
  },
  { name: 'custom', versioning: CUSTOM, headers: { 'x-own': '1' } },
];

describe.each(ADAPTERS)('on %s', (adapter) => {
  it.each(VERSIONINGS)(
    'the endpoint has no version although the application versions by $name',
    async ({ versioning, at = '/own', headers: versionHeaders }) => {
      const { origin, url } = await startDeliveryApp({
        adapter,
        controllers: [VersionedController],
        configure: (app) => void app.enableVersioning(versioning),
      });
      for (const extra of [{}, versionHeaders]) {
        const { body, headers } = signedBody(300_000);
        const answer = await exactPost(url, body, {
          headers: { ...headers('application/json'), ...extra },
        });
        expect(answer.status).toBe(200);
      }
      const own = await exactPost(origin + at, '', { method: 'GET', headers: versionHeaders });
      expect(own.body).toBe('version 1');
    },
  );
});
