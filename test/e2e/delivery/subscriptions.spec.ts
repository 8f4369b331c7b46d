import {
  EndpointTested,
  SubscriptionCancelled,
  SubscriptionConfirmed,
  SubscriptionPending,
  type MisfitNotificationOptions,
  type MisfitRejection,
  type MisfitSubscriptionEvent,
} from 'nestjs-misfit-notification';
import { describe, expect, it } from 'vitest';
import { ADAPTERS, type AdapterName } from '../../support/apps/adapters.js';
import { simulator, startDeliveryApp } from '../../support/apps/delivery-app.js';

async function start(adapter: AdapterName, module: MisfitNotificationOptions = {}) {
  const app = await startDeliveryApp({ adapter, module });
  const subscriptions: MisfitSubscriptionEvent[] = [];
  const rejections: MisfitRejection[] = [];
  app.bus.subscriptions$.subscribe((event) => subscriptions.push(event));
  app.bus.rejections$.subscribe((rejection) => rejections.push(rejection));
  return { app, subscriptions, rejections };
}

/** What was sent since the last look, but for the certificate. */
function confirmationsSince(position: number) {
  return simulator.requests.slice(position).filter(({ url }) => !url.endsWith('.pem'));
}

describe.each(ADAPTERS)('the messages about the subscription on %s', (adapter) => {
  it('confirm it once, by a request for its own topic', async () => {
    const { app, subscriptions } = await start(adapter);
    const message = simulator.subscriptionConfirmation();
    const before = simulator.requests.length;

    expect(await app.send(message)).toBe(200);
    expect(subscriptions).toEqual([new SubscriptionConfirmed(message.TopicArn, message.MessageId)]);
    const requests = confirmationsSince(before);
    expect(requests).toHaveLength(1);
    const url = new URL(requests[0]?.url ?? '');
    expect(url.origin).toBe('https://sns.us-east-1.amazonaws.com');
    expect(url.searchParams.get('Action')).toBe('ConfirmSubscription');
    expect(url.searchParams.get('TopicArn')).toBe(message.TopicArn);
  });

  it('follow no SubscribeURL', async () => {
    const { app } = await start(adapter);
    const fields = simulator.subscriptionConfirmation();
    const message = simulator.sign({
      Type: 'SubscriptionConfirmation',
      MessageId: fields.MessageId,
      TopicArn: fields.TopicArn,
      Message: fields.Message,
      Timestamp: fields.Timestamp,
      Token: 'Token' in fields ? fields.Token : '',
      SubscribeURL: 'http://169.254.169.254/latest/meta-data',
    });
    const before = simulator.requests.length;

    expect(await app.send(message)).toBe(200);
    const hosts = simulator.requests.slice(before).map(({ url }) => new URL(url).host);
    expect(new Set(hosts)).toEqual(new Set(['sns.us-east-1.amazonaws.com']));
  });

  it('leave it pending where autoConfirm is off, and send nothing', async () => {
    const { app, subscriptions } = await start(adapter, { autoConfirm: false });
    const message = simulator.subscriptionConfirmation();
    const before = simulator.requests.length;

    expect(await app.send(message)).toBe(200);
    expect(confirmationsSince(before)).toEqual([]);
    expect(subscriptions).toHaveLength(1);
    const pending = subscriptions[0] as SubscriptionPending;
    expect(pending).toBeInstanceOf(SubscriptionPending);
    expect(pending.messageId).toBe(message.MessageId);
    expect((await simulator.fetch(pending.confirmUrl)).status).toBe(200);
  });

  it.each<[string, () => Promise<Response>]>([
    ['refuses', () => Promise.resolve(new Response('', { status: 400 }))],
    ['is broken', () => Promise.resolve(new Response('', { status: 500 }))],
    ['cannot be reached', () => Promise.reject(new TypeError('fetch failed'))],
  ])('are answered 503 when SNS %s, and confirm when they come again', async (_, answer) => {
    let isBroken = true;
    const { app, subscriptions, rejections } = await start(adapter, {
      fetch: (url) => (isBroken && url.searchParams.has('Token') ? answer() : simulator.fetch(url)),
    });
    const message = simulator.subscriptionConfirmation();

    expect(await app.send(message)).toBe(503);
    expect(subscriptions).toEqual([]);
    expect(rejections).toHaveLength(1);
    isBroken = false;
    expect(await app.send(message)).toBe(200);
    expect(subscriptions).toHaveLength(1);
  });

  it('are answered 503 before the deadline when SNS hangs', async () => {
    const { app, subscriptions } = await start(adapter, {
      handlerTimeout: 300,
      fetch: (url, init) =>
        url.searchParams.has('Token')
          ? new Promise((_, reject) => {
              init?.signal?.addEventListener('abort', () => reject(new Error('aborted')));
            })
          : simulator.fetch(url),
    });
    const startedAt = performance.now();
    expect(await app.send(simulator.subscriptionConfirmation())).toBe(503);
    expect(performance.now() - startedAt).toBeLessThan(10_000);
    expect(subscriptions).toEqual([]);
  });

  it('report the end of it, and fetch nothing that would subscribe again', async () => {
    const { app, subscriptions } = await start(adapter);
    const message = simulator.unsubscribeConfirmation();
    const before = simulator.requests.length;

    expect(await app.send(message)).toBe(200);
    expect(confirmationsSince(before)).toEqual([]);
    expect(subscriptions).toEqual([new SubscriptionCancelled(message.TopicArn, message.MessageId)]);
  });

  it('answer the endpoint test of the configured app, and of no other', async () => {
    const appId = '0123456789abcdef01234567';
    const { app, subscriptions } = await start(adapter, { appId });
    const topicArn = 'arn:aws:sns:us-east-1:819895241319:test';

    expect(await app.send(simulator.endpointTest('f'.repeat(24)))).toBe(403);
    expect(subscriptions).toEqual([]);
    expect(await app.send(simulator.endpointTest(appId))).toBe(200);
    expect(subscriptions).toEqual([new EndpointTested(topicArn, appId)]);
  });
});
