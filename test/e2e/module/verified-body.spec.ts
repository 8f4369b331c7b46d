import type { IncomingMessage } from 'node:http';
import { Body, Controller, HttpCode, Post, Req, UseGuards } from '@nestjs/common';
import { text } from 'express';
import { SnsSignatureGuard, VerifiedSnsMessage, type SnsMessage } from 'nestjs-misfit-notification';
import { beforeEach, describe, expect, it } from 'vitest';
import { ADAPTERS } from '../../support/apps/adapters.js';
import {
  simulator,
  startDeliveryApp,
  type DeliveryAppOptions,
} from '../../support/apps/delivery-app.js';
import { exactPost } from '../../support/http/exact-post.js';

interface Taken {
  readonly verified: SnsMessage;
  /** By `@Body()`, and by Node's request, which middlewares of Fastify see. */
  readonly bodies: readonly unknown[];
  readonly rawBody: unknown;
}

type OwnRequest = IncomingMessage & {
  readonly raw?: { readonly body?: unknown };
  readonly rawBody?: unknown;
};

let taken: Taken[] = [];

@Controller('partner')
class BodyController {
  @Post('sns')
  @HttpCode(200)
  @UseGuards(SnsSignatureGuard)
  receive(
    @VerifiedSnsMessage() verified: SnsMessage,
    @Body() body: unknown,
    @Req() { raw, rawBody }: OwnRequest,
  ): void {
    taken.push({ verified, bodies: [body, raw?.body ?? body], rawBody });
  }
}

/** Genuine, with a field that nobody has signed. */
const message = { ...simulator.notification(['signed']), Unsigned: 'field' };

/**
 * The same for who reads UTF-8. In UTF-7 `+ACI-` is a quotation mark: the unsigned field ends early,
 * and another `Message` follows.
 */
const ambiguous = JSON.stringify(message)
  .replaceAll('+', '\\u002b')
  .replace('"field"', '"+ACI-,+ACI-Message+ACI-:+ACI-forged"');

async function post(options: DeliveryAppOptions, body: string, contentType: string) {
  const { origin } = await startDeliveryApp({ controllers: [BodyController], ...options });
  const headers = { 'content-type': contentType };
  return (await exactPost(`${origin}/partner/sns`, body, { headers })).status;
}

function expectVerifiedBody(): void {
  expect(taken).toHaveLength(1);
  const [{ verified, bodies }] = taken as [Taken];
  expect(verified.Message).toBe('["signed"]');
  expect(verified).not.toHaveProperty('Unsigned');
  for (const body of bodies) expect(body).toBe(verified);
}

beforeEach(() => {
  taken = [];
});

/** A middleware after which `body` of Node's request reads as forged, whatever is assigned to it. */
function forgeBody(configurable: boolean): DeliveryAppOptions['configure'] {
  const forged = { get: () => ({ Message: 'forged' }), set: () => {}, configurable };
  return (app) =>
    void app.use((request: IncomingMessage, _response: unknown, next: () => void) => {
      Object.defineProperty(request, 'body', forged);
      next();
    });
}

describe.each(ADAPTERS)(
  'on %s, @Body() behind SnsSignatureGuard is the verified message',
  (adapter) => {
    const genuine = JSON.stringify(message);

    it('though a parser has read another Message out of the same bytes', async () => {
      const type = 'application/json; charset=utf-7';
      expect(await post({ adapter, rawBody: true }, ambiguous, type)).toBe(200);
      expectVerifiedBody();
      expect(String(taken[0]?.rawBody)).toBe(ambiguous);
    });

    it.each([
      ['parsed as JSON', {}, 'application/json'],
      ['parsed as JSON and kept as rawBody', { rawBody: true }, 'application/json'],
      ['read by the guard, or as text', {}, 'text/plain'],
    ])('when the body was %s', async (_, options, type) => {
      expect(await post({ adapter, ...options }, genuine, type)).toBe(200);
      expectVerifiedBody();
    });

    it('when a middleware has made it a getter', async () => {
      const options = { adapter, rawBody: true, configure: forgeBody(true) };
      expect(await post(options, genuine, 'application/json')).toBe(200);
      expectVerifiedBody();
    });

    it('or the answer is 503, when nothing can take its place', async () => {
      const options = { adapter, rawBody: true, configure: forgeBody(false) };
      expect(await post(options, genuine, 'application/json')).toBe(503);
      expect(taken).toEqual([]);
    });
  },
);

it('on express, @Body() is the verified message when a middleware has read the body as text', async () => {
  const options: DeliveryAppOptions = {
    adapter: 'express',
    configure: (app) => void app.use(text()),
  };
  expect(await post(options, JSON.stringify(message), 'text/plain')).toBe(200);
  expectVerifiedBody();
});

it('on express, what a parser has read in another charset decides when nothing else is there', async () => {
  const type = 'application/json; charset=utf-7';
  expect(await post({ adapter: 'express' }, ambiguous, type)).toBe(403);
  expect(taken).toEqual([]);
});
