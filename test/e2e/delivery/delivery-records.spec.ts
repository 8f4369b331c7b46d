import type {
  MisfitDeliveryRecord,
  MisfitNotificationOptions,
  SnsMessage,
} from 'nestjs-misfit-notification';
import { misfitUpdate } from 'nestjs-misfit-notification/testing';
import { describe, expect, it } from 'vitest';
import { ADAPTERS, type AdapterName } from '../../support/apps/adapters.js';
import { OwnSnsController } from '../../support/apps/own-sns-controller.js';
import { simulator, startDeliveryApp } from '../../support/apps/delivery-app.js';
import { exactPost } from '../../support/http/exact-post.js';
import { listener } from '../../support/apps/listeners.js';
import { settled, watchProcessFaults } from '../../support/observers/process-faults.js';
import { signedBody } from '../../support/http/signed-body.js';

const APP_ID = '0123456789abcdef01234567';

const BrokenListener = listener('BrokenListener', 'goals.deleted', () => {
  throw new Error('the database is away');
});

const clock = () => Date.parse('2026-11-24T01:02:03.456Z');
const unreachable = () => Promise.reject(new Error('no network'));

/** An application, and the records of `deliveries$`. */
async function start(adapter: AdapterName, module: MisfitNotificationOptions = {}) {
  const app = await startDeliveryApp({
    adapter,
    providers: [BrokenListener],
    controllers: [OwnSnsController],
    module,
  });
  const records: MisfitDeliveryRecord[] = [];
  app.bus.deliveries$.subscribe((record) => records.push(record));
  return { app, records };
}

describe.each(ADAPTERS)('deliveries$ on %s', (adapter) => {
  it('has one record for an accepted notification, with its verified identity', async () => {
    const { app, records } = await start(adapter, { clock });
    const updates = ['a', 'b'].map((id) => misfitUpdate('goals.updated', { id }));
    const message = simulator.sign({
      ...(simulator.notification([...updates, 'malformed']) as SnsMessage),
      Timestamp: new Date(clock()).toISOString(),
    });
    expect(await app.send(message)).toBe(200);
    expect(records).toEqual([
      {
        outcome: 'accepted',
        status: 200,
        isVerified: true,
        type: 'Notification',
        messageId: message.MessageId,
        topicArn: message.TopicArn,
        updates: 3,
        receivedAt: new Date(clock()),
        duration: expect.any(Number) as number,
      },
    ]);
    expect(records[0]?.duration).toBeGreaterThan(0);
    expect(records[0]?.duration).toBeLessThan(60_000);
  });

  it('has a deferred record for each delivery whose handler fails', async () => {
    const { app, records } = await start(adapter);
    const message = simulator.notification([misfitUpdate('goals.deleted')]);
    expect([await app.send(message), await app.send(message)]).toEqual([503, 503]);
    expect(records).toHaveLength(2);
    expect(records[1]).toMatchObject({
      outcome: 'deferred',
      status: 503,
      code: 'HANDLER_FAILED',
      isVerified: true,
      messageId: message.MessageId,
      updates: 1,
    });
  });

  it.each([
    ['forged', 'SIGNATURE_INVALID', 403, (body: string) => body.replace('Welcome', 'Goodbye')],
    ['malformed', 'MALFORMED_MESSAGE', 400, (body: string) => body.slice(1)],
  ])(
    'has a refused record for a %s message, whose identity is a claim',
    async (_, code, status, edit) => {
      const { app, records } = await start(adapter);
      const message = simulator.notification([misfitUpdate('goals.updated', { id: 'Welcome' })]);
      const answer = await exactPost(app.url, edit(JSON.stringify(message)));
      expect(answer.status).toBe(status);
      const claims = code === 'SIGNATURE_INVALID' ? { messageId: message.MessageId } : {};
      expect(records).toHaveLength(1);
      expect(records[0]).toMatchObject({
        outcome: 'refused',
        status,
        code,
        isVerified: false,
        ...claims,
      });
      expect(records[0]).not.toHaveProperty('type');
      expect(records[0]?.reason).not.toBe('');
      expect(records[0]?.updates).toBe(0);
    },
  );

  it('has a refused record for a body that is too large', async () => {
    const { app, records } = await start(adapter, { bodyLimit: 20_000 });
    expect((await exactPost(app.url, signedBody(20_001).body)).status).toBe(413);
    expect(records).toMatchObject([{ outcome: 'refused', status: 413, code: 'BODY_TOO_LARGE' }]);
  });

  it('has a deferred record when the certificate cannot be fetched', async () => {
    const { app, records } = await start(adapter, { fetch: unreachable });
    expect(await app.post([misfitUpdate()])).toBe(503);
    expect(records).toMatchObject([
      { outcome: 'deferred', status: 503, code: 'CERTIFICATE_UNAVAILABLE', isVerified: false },
    ]);
  });

  it('has records of confirmations', async () => {
    const { app, records } = await start(adapter);
    expect(await app.send(simulator.subscriptionConfirmation())).toBe(200);
    expect(await app.send(simulator.unsubscribeConfirmation())).toBe(200);
    expect(records).toMatchObject([
      { outcome: 'accepted', type: 'SubscriptionConfirmation', isVerified: true, updates: 0 },
      { outcome: 'accepted', type: 'UnsubscribeConfirmation', isVerified: true, updates: 0 },
    ]);
  });

  it('has records of endpoint tests, which are never verified', async () => {
    const { app, records } = await start(adapter, { appId: APP_ID });
    expect(await app.send(simulator.endpointTest(APP_ID))).toBe(200);
    expect(await app.send(simulator.endpointTest())).toBe(403);
    expect(records).toMatchObject([
      { outcome: 'accepted', status: 200, type: 'EndpointTest', isVerified: false },
      { outcome: 'refused', status: 403, code: 'APP_NOT_ALLOWED', isVerified: false },
    ]);
    expect(records.map(({ messageId }) => messageId)).toEqual([undefined, undefined]);
  });

  it('has a deferred record for a fault of the program', async () => {
    const { app, records } = await start(adapter, {
      delivery: {
        start: () => {},
        stop: () => {},
        accept: () => Promise.reject(new TypeError('a bug')),
      },
    });
    expect(await app.post([misfitUpdate()])).toBe(503);
    expect(records).toMatchObject([{ status: 503, code: 'UNEXPECTED_ERROR', reason: 'a bug' }]);
  });

  it('has no records of requests to other routes, guarded or not', async () => {
    const { app, records } = await start(adapter);
    const { body } = signedBody();
    const headers = { 'content-type': 'text/plain' };
    expect((await exactPost(`${app.origin}/partner/sns`, body, { headers })).status).toBe(200);
    expect((await exactPost(`${app.origin}/partner/sns`, '{}', { headers })).status).toBe(400);
    expect((await exactPost(`${app.origin}/elsewhere`, body)).status).toBe(404);
    expect(records).toEqual([]);
  });

  it('harms no delivery when an observer throws', async () => {
    const watch = watchProcessFaults();
    const { app, records } = await start(adapter);
    app.bus.deliveries$.subscribe(() => {
      throw new Error('broken');
    });
    app.bus.completions$.subscribe(() => Promise.reject(new Error('broken')) as never);
    expect(await app.post([misfitUpdate('goals.created')])).toBe(200);
    expect(await app.post([misfitUpdate('goals.deleted')])).toBe(503);
    await settled();
    expect(watch).toEqual([]);
    expect(records).toHaveLength(2);
  });
});
