import { ValidationPipe } from '@nestjs/common';
import { MisfitSimulator } from 'nestjs-misfit-notification/testing';
import { beforeEach, describe, expect, it } from 'vitest';
import { ADAPTERS, type AdapterName } from '../../support/apps/adapters.js';
import { BODY_SETUPS } from '../../support/apps/body-setups.js';
import { CollectingLogger } from '../../support/observers/collecting-logger.js';
import { simulator, startDeliveryApp } from '../../support/apps/delivery-app.js';
import { exactPost } from '../../support/http/exact-post.js';
import { OwnSnsController, taken } from '../../support/apps/own-sns-controller.js';

const controllers = [OwnSnsController];

beforeEach(() => {
  taken.length = 0;
});

async function start(adapter: AdapterName, logger?: CollectingLogger) {
  const app = await startDeliveryApp({ adapter, controllers, ...(logger && { logger }) });
  const url = `${app.origin}/partner/sns`;
  const codes: string[] = [];
  app.bus.rejections$.subscribe(({ code }) => codes.push(code));
  const send = async (message: object, contentType = 'text/plain; charset=UTF-8') =>
    (await simulator.send(url, message, { contentType })).status;
  return { ...app, url, codes, send };
}

describe.each(ADAPTERS)('on %s, an own controller with SnsSignatureGuard', (adapter) => {
  it.each(['text/plain; charset=UTF-8', 'application/json'])(
    'is given genuine messages of every type, sent as %s',
    async (contentType) => {
      const { send, codes } = await start(adapter);
      const sent = [
        simulator.notification([], 'a subject'),
        simulator.notification({ any: 'thing' }),
        simulator.subscriptionConfirmation(),
        simulator.unsubscribeConfirmation(),
      ];
      for (const message of sent) expect(await send(message, contentType)).toBe(200);

      expect(taken).toHaveLength(sent.length);
      taken.forEach((message, index) => {
        const { Signature: _1, SignatureVersion: _2, SigningCertURL: _3, ...rest } = sent[index]!;
        const { UnsubscribeURL: _4, ...signed } = rest;
        expect(message).toEqual(signed);
        expect(Object.isFrozen(message)).toBe(true);
      });
      expect(codes).toEqual([]);
    },
  );

  it('is not given what is forged, foreign, malformed or unsigned', async () => {
    const { send, codes } = await start(adapter);
    const genuine = simulator.notification([]);
    const foreign = new MisfitSimulator({ topicArn: 'arn:aws:sns:us-east-1:111111111111:evil' });
    expect(await send({ ...genuine, Message: '[1]' })).toBe(403);
    expect(await send(foreign.notification([]))).toBe(403);
    expect(await send({ ...genuine, MessageId: 5 })).toBe(400);
    expect(await send({ ...genuine, Signature: undefined })).toBe(400);
    // Only the endpoint of the module answers those.
    expect(await send(simulator.endpointTest())).toBe(400);
    expect(taken).toEqual([]);
    expect(codes).toEqual([
      'SIGNATURE_INVALID',
      'TOPIC_NOT_ALLOWED',
      'MALFORMED_MESSAGE',
      'MALFORMED_MESSAGE',
      'MALFORMED_MESSAGE',
    ]);
  });

  it('answers 503 while the certificate cannot be had, and tells strangers nothing', async () => {
    const app = await startDeliveryApp({
      adapter,
      controllers,
      module: { fetch: () => Promise.reject(new Error('the proxy is down')) },
    });
    const body = JSON.stringify(simulator.notification([]));
    const headers = { 'content-type': 'text/plain' };
    const answer = await exactPost(`${app.origin}/partner/sns`, body, { headers });
    expect([answer.status, answer.body]).toEqual([503, '{"statusCode":503}']);
    expect(taken).toEqual([]);
  });

  it.each(BODY_SETUPS.slice(0, 3))('works with $title', async ({ options }) => {
    const app = await startDeliveryApp({ adapter, controllers, ...options(adapter) });
    const message = simulator.notification([]);
    for (const contentType of ['text/plain', 'application/json']) {
      const { status } = await simulator.send(`${app.origin}/partner/sns`, message, {
        contentType,
      });
      expect([contentType, status]).toEqual([contentType, 200]);
    }
    expect(taken).toHaveLength(2);
  });

  it('works behind a global ValidationPipe that checks decorated parameters too', async () => {
    const { origin } = await startDeliveryApp({
      adapter,
      controllers,
      configure: (app) =>
        void app.useGlobalPipes(
          new ValidationPipe({
            whitelist: true,
            forbidNonWhitelisted: true,
            validateCustomDecorators: true,
          }),
        ),
    });
    const { status } = await simulator.send(`${origin}/partner/sns`, simulator.notification([]));
    expect(status).toBe(200);
  });

  it('says what is missing where the guard is', async () => {
    const logger = new CollectingLogger();
    const { origin } = await start(adapter, logger);
    const headers = { 'content-type': 'application/json' };
    const answer = await exactPost(`${origin}/partner/unguarded`, '{}', { headers });
    expect(answer.status).toBe(500);
    expect(taken).toEqual([]);
    const lines = logger.lines.map(({ text }) => text).join('\n');
    expect(lines).toContain('@UseGuards(SnsSignatureGuard)');
  });
});
