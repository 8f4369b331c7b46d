import { OnMisfitEvent, type GoalUpdated } from 'nestjs-misfit-notification';
import { misfitUpdate } from 'nestjs-misfit-notification/testing';
import { describe, expect, it } from 'vitest';
import { ADAPTERS } from '../../support/apps/adapters.js';
import { simulator } from '../../support/apps/delivery-app.js';
import { openStream } from '../../support/inspector/event-stream.js';
import {
  ADMIN,
  startInspectorApp,
  startQueueInspectorApp,
} from '../../support/inspector/inspector-app.js';

class GoalListener {
  @OnMisfitEvent('goals.updated')
  onGoal({ ownerId }: GoalUpdated): void {
    if (ownerId === 'eve') throw new Error('eve is not served');
  }
}

const providers = [GoalListener];
const goalOf = (ownerId: string) => misfitUpdate('goals.updated', { ownerId });

describe.each(ADAPTERS)('on %s, the events of the inspector', (adapter) => {
  it('show a delivery with its events and handlers while the page is open', async () => {
    const app = await startInspectorApp({ adapter, providers });
    const stream = await openStream(app.page, ADMIN);
    await app.post([goalOf('ada')]);

    await expect.poll(() => stream.deliveries()).toHaveLength(1);
    expect(stream.deliveries()[0]).toMatchObject({
      outcome: 'accepted',
      status: 200,
      type: 'Notification',
      isVerified: true,
      updates: 1,
      events: [
        {
          type: 'goals',
          action: 'updated',
          ownerId: 'ada',
          tasks: [{ handler: 'GoalListener.onGoal', outcome: 'done' }],
        },
      ],
    });
  });

  it('show what arrived before the page was opened', async () => {
    const app = await startInspectorApp({ adapter, providers });
    await app.post([goalOf('ada')]);
    const stream = await openStream(app.page, ADMIN);
    await expect.poll(() => stream.snapshots[0]?.deliveries).toHaveLength(1);
    expect(stream.snapshots[0]).toMatchObject({ keep: 500, canSendTest: true });
  });

  it('show the code and reason of a forged message, and the error of a failed handler', async () => {
    const app = await startInspectorApp({ adapter, providers });
    const stream = await openStream(app.page, ADMIN);
    const genuine = simulator.notification([goalOf('ada')]);
    expect(await app.send({ ...genuine, Message: genuine.Message.replace('ada', 'bob') })).toBe(
      403,
    );
    expect(await app.post([goalOf('eve')])).toBe(503);

    await expect.poll(() => stream.deliveries()).toHaveLength(2);
    expect(stream.deliveries()).toMatchObject([
      { outcome: 'refused', status: 403, code: 'SIGNATURE_INVALID', isVerified: false, events: [] },
      {
        outcome: 'deferred',
        code: 'HANDLER_FAILED',
        events: [{ tasks: [{ outcome: 'failed', error: 'eve is not served' }] }],
      },
    ]);
  });

  it('never hold a token, a signature, a certificate URL or an UnsubscribeURL', async () => {
    const app = await startInspectorApp({ adapter, providers });
    const stream = await openStream(app.page, ADMIN);
    const subscription = simulator.subscriptionConfirmation();
    const notification = simulator.notification([goalOf('ada')], 'subject');
    const test = simulator.endpointTest();
    const messages = [
      subscription,
      // Its token has been used up: the confirmation fails.
      simulator.sign({ ...subscription, MessageId: crypto.randomUUID() }),
      notification,
      { ...notification, Message: '[]' },
      { ...notification, SigningCertURL: 'https://evil.example/?token=secret' },
      simulator.unsubscribeConfirmation(),
      test,
    ];
    for (const message of messages) await app.send(message);

    await expect.poll(() => stream.deliveries()).toHaveLength(messages.length);
    const secrets = messages.flatMap((message) => {
      const { Token, Signature, SubscribeURL, UnsubscribeURL } = message as Record<string, string>;
      return [Token, Signature, SubscribeURL, UnsubscribeURL].filter((text) => text !== undefined);
    });
    expect(secrets.length).toBeGreaterThan(10);
    for (const secret of secrets) expect(stream.text()).not.toContain(secret);
    expect(stream.text()).not.toContain('token=secret');
  });

  it('report the queue, and a task that becomes a dead letter after the answer', async () => {
    const sqlite = { attempts: 1 };
    const app = await startQueueInspectorApp({ adapter, providers, sqlite });
    const stream = await openStream(app.page, ADMIN);
    expect(await app.post([goalOf('eve')])).toBe(200);

    await expect
      .poll(() => stream.deliveries()[0]?.events[0]?.tasks)
      .toMatchObject([{ outcome: 'dead', attempt: 1, error: 'eve is not served' }]);
    await expect
      .poll(() => stream.measures.at(-1)?.queue)
      .toMatchObject({ waiting: 0, running: 0, delayed: 0, dead: 1 });
    expect(stream.measures.at(-1)?.intervals).toHaveLength(60);
  });

  it('end when the application shuts down, so that they do not delay it', async () => {
    const app = await startInspectorApp({ adapter, providers });
    const stream = await openStream(app.page, ADMIN);
    await app.app.close();
    await expect(stream.ended).resolves.toBeUndefined();
  });

  it('are limited to 20 pages, and free when pages are closed', async () => {
    const app = await startInspectorApp({ adapter, providers });
    const abort = new AbortController();
    const open = async () =>
      (await fetch(`${app.page}/stream`, { headers: ADMIN, signal: abort.signal })).status;
    const statuses = await Promise.all(Array.from({ length: 20 }, open));
    expect(new Set(statuses)).toEqual(new Set([200]));
    await expect(openStream(app.page, ADMIN)).rejects.toThrow('503');

    abort.abort();
    await expect.poll(async () => (await openStreamStatus(app.page)) === 200).toBe(true);
  });

  it('keep a bounded number of deliveries', async () => {
    const app = await startInspectorApp({ adapter, providers, inspector: { keep: 5 } });
    const stream = await openStream(app.page, ADMIN);
    for (let count = 0; count < 12; count++) await app.post([goalOf('ada')]);
    const later = await openStream(app.page, ADMIN);
    await expect
      .poll(() => later.snapshots[0]?.deliveries.map(({ id }) => id))
      .toEqual([8, 9, 10, 11, 12]);
    expect(stream.snapshots[0]?.keep).toBe(5);
  });
});

async function openStreamStatus(page: string): Promise<number> {
  const abort = new AbortController();
  const { status } = await fetch(`${page}/stream`, { headers: ADMIN, signal: abort.signal });
  abort.abort();
  return status;
}
