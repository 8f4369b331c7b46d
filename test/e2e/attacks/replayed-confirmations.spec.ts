import type { Fetch, MisfitNotificationOptions } from 'nestjs-misfit-notification';
import { describe, expect, it } from 'vitest';
import { ADAPTERS, type AdapterName } from '../../support/apps/adapters.js';
import { CollectingLogger } from '../../support/observers/collecting-logger.js';
import { heldFetch, simulator, startDeliveryApp } from '../../support/apps/delivery-app.js';
import { Gate, until } from '../../support/clocks/gate.js';
import { HandClock } from '../../support/clocks/hand-clock.js';
import { postMany } from '../../support/hostile/post-many.js';

const MAX_AGE = 65 * 60_000;

/** Answers requests for certificates by itself, and confirmations as the test says. */
class Sns {
  readonly confirmations: string[] = [];
  running = 0;
  peak = 0;

  constructor(private readonly confirm: Fetch) {}

  readonly fetch: Fetch = async (url, init) => {
    if (!url.searchParams.has('Token')) return simulator.fetch(url);
    this.confirmations.push(url.href);
    this.peak = Math.max(this.peak, ++this.running);
    try {
      return await this.confirm(url, init);
    } finally {
      this.running--;
    }
  };
}

async function start(
  adapter: AdapterName,
  { confirm = simulator.fetch, ...module }: { confirm?: Fetch } & MisfitNotificationOptions = {},
) {
  const sns = new Sns(confirm);
  const logger = new CollectingLogger();
  const app = await startDeliveryApp({ adapter, logger, module: { ...module, fetch: sns.fetch } });
  const events: string[] = [];
  app.bus.subscriptions$.subscribe((event) => events.push(event.constructor.name));
  return { app, sns, logger, events };
}

const refuse: Fetch = async () => new Response('', { status: 400 });

describe.each(ADAPTERS)('on %s, one signed SubscriptionConfirmation', (adapter) => {
  it('posted 500 times while SNS hangs causes one request', async () => {
    const gate = new Gate();
    const { app, sns, events } = await start(adapter, { confirm: heldFetch(gate) });
    const message = simulator.subscriptionConfirmation();
    let arrived = 0;
    app.app.getHttpServer().on('request', () => arrived++);

    const answers = postMany(app.url, 500, () => message);
    await until(() => arrived >= 10 && sns.running > 0);
    gate.open();
    expect(await answers).toEqual({ 200: 500 });
    expect(sns.confirmations).toHaveLength(1);
    expect(events).toEqual(['SubscriptionConfirmed']);
  });

  it('is confirmed in the background when SNS answers after the deadline', async () => {
    const gate = new Gate();
    const { app, sns, events } = await start(adapter, {
      handlerTimeout: 100,
      confirm: heldFetch(gate),
    });
    const message = simulator.subscriptionConfirmation();

    expect(await app.send(message)).toBe(503);
    gate.open();
    await until(() => events.length === 1);
    expect(await app.send(message)).toBe(200);
    expect(sns.confirmations).toHaveLength(1);
    expect(events).toEqual(['SubscriptionConfirmed']);
  });

  it('is remembered for as long as the message is accepted', async () => {
    const clock = new HandClock();
    clock.now = Date.now();
    const { app, sns } = await start(adapter, { clock: clock.read });
    const message = simulator.subscriptionConfirmation();
    expect(await app.send(message)).toBe(200);

    clock.now = Date.parse(message.Timestamp) + MAX_AGE;
    expect(await app.send(message)).toBe(200);
    clock.pass(1);
    expect(await app.send(message)).toBe(403);
    expect(sns.confirmations).toHaveLength(1);
  });

  it('that SNS refuses causes few requests, however often it is posted', async () => {
    const { app, sns, logger, events } = await start(adapter, { confirm: refuse });
    const message = simulator.subscriptionConfirmation();

    // The four tries of SNS, one by one, each cause a request.
    for (let attempt = 1; attempt <= 4; attempt++) {
      expect(await app.send(message)).toBe(503);
      expect(sns.confirmations).toHaveLength(attempt);
    }
    expect(await postMany(app.url, 200, () => message)).toEqual({ 503: 200 });
    expect(sns.confirmations.length).toBeLessThan(20);
    expect(logger.find('warn', 'CONFIRMATION_FAILED')).toHaveLength(1);
    expect(events).toEqual([]);
  });

  it('does not stop a later subscription from being confirmed', async () => {
    const { app, events } = await start(adapter);
    const message = simulator.subscriptionConfirmation();
    expect(await app.send(message)).toBe(200);
    expect(await app.send(simulator.unsubscribeConfirmation())).toBe(200);
    expect(await app.send(message)).toBe(200);
    expect(await app.send(simulator.subscriptionConfirmation())).toBe(200);
    expect(events).toEqual([
      'SubscriptionConfirmed',
      'SubscriptionCancelled',
      'SubscriptionConfirmed',
    ]);
  });
});

interface Replayed {
  readonly make: () => object;
  readonly options: MisfitNotificationOptions;
  readonly line: string;
  readonly event: string;
  /** Requests to SNS. */
  readonly requests: number;
}

const REPLAYED: readonly (readonly [string, Replayed])[] = [
  [
    'a SubscriptionConfirmation',
    {
      make: () => simulator.subscriptionConfirmation(),
      options: {},
      line: 'Subscribed to',
      event: 'SubscriptionConfirmed',
      requests: 1,
    },
  ],
  [
    'a SubscriptionConfirmation, where autoConfirm is off,',
    {
      make: () => simulator.subscriptionConfirmation(),
      options: { autoConfirm: false },
      line: 'autoConfirm is off',
      event: 'SubscriptionPending',
      requests: 0,
    },
  ],
  [
    'an UnsubscribeConfirmation',
    {
      make: () => simulator.unsubscribeConfirmation(),
      options: {},
      line: 'No longer subscribed',
      event: 'SubscriptionCancelled',
      requests: 0,
    },
  ],
];

describe.each(ADAPTERS)('on %s', (adapter) => {
  it.each(REPLAYED)('%s posted 500 times is handled once', async (_, replayed) => {
    const { make, options, line, event, requests } = replayed;
    const { app, sns, logger, events } = await start(adapter, options);
    const message = make();

    expect(await postMany(app.url, 500, () => message)).toEqual({ 200: 500 });
    expect(sns.confirmations).toHaveLength(requests);
    expect(logger.lines.filter(({ text }) => text.includes(line))).toHaveLength(1);
    expect(events).toEqual([event]);
  });

  it('different confirmations wait for their turn: four requests to SNS at once', async () => {
    const gate = new Gate();
    const { app, sns, events } = await start(adapter, { confirm: heldFetch(gate) });
    const answers = postMany(app.url, 50, () => simulator.subscriptionConfirmation());
    await until(() => sns.running === 4);
    gate.open();
    expect(await answers).toEqual({ 200: 50 });
    expect(sns.peak).toBe(4);
    expect(events).toHaveLength(50);
  });
});
