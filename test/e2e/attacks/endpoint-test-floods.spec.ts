import {
  MisfitNotificationModule,
  type Fetch,
  type MisfitNotificationOptions,
} from 'nestjs-misfit-notification';
import { describe, expect, it } from 'vitest';
import { ADAPTERS, bootstrap, type AdapterName } from '../../support/apps/adapters.js';
import { CollectingLogger } from '../../support/observers/collecting-logger.js';
import { heldFetch, simulator, startDeliveryApp } from '../../support/apps/delivery-app.js';
import { Gate, until } from '../../support/clocks/gate.js';
import { postMany } from '../../support/hostile/post-many.js';

/** Hundreds of requests, on a machine that may be busy. */

const APP_ID = '0123456789abcdef01234567';

async function start(
  adapter: AdapterName,
  { misfit = simulator.fetch, ...module }: { misfit?: Fetch } & MisfitNotificationOptions = {},
) {
  const requests: string[] = [];
  const fetch: Fetch = (url, init) => {
    requests.push(url.href);
    return misfit(url, init);
  };
  const logger = new CollectingLogger();
  const app = await startDeliveryApp({ adapter, logger, module: { ...module, fetch } });
  const linesAtStart = logger.lines.length;
  const events: string[] = [];
  app.bus.subscriptions$.subscribe((event) => events.push(event.constructor.name));
  return { app, requests, events, logger, lines: () => logger.lines.slice(linesAtStart) };
}

describe.each(ADAPTERS)('on %s, endpoint tests', (adapter) => {
  it('posted 600 times for endless apps cause few requests and few log lines', async () => {
    const { app, requests, lines } = await start(adapter);
    const statuses = await postMany(app.url, 600, () => simulator.endpointTest());

    expect(requests.length).toBeLessThan(100);
    // A warning and a success for each request, and the refusals.
    expect(lines().length).toBeLessThan(250);
    expect(statuses).toEqual({ 200: requests.length, 503: 600 - requests.length });
  });

  it('that are refused, because Misfit does not answer others, are not logged one by one', async () => {
    const gate = new Gate();
    const { app, requests, logger } = await start(adapter, { misfit: heldFetch(gate) });
    const held = Array.from({ length: 4 }, () => app.send(simulator.endpointTest()));
    await until(() => requests.length === 4);
    expect(await postMany(app.url, 200, () => simulator.endpointTest())).toEqual({ 503: 200 });

    // Four, unless a slow machine took so long that the first four were given up.
    expect(logger.find('warn', 'Answering the endpoint test')).toHaveLength(requests.length);
    expect(logger.find('warn', 'ENDPOINT_TEST_FAILED')).toHaveLength(1);
    gate.open();
    await Promise.all(held);
  });

  it('of one app are named in one warning a minute', async () => {
    const { app, logger } = await start(adapter);
    for (let turn = 0; turn < 5; turn++) {
      expect(await app.send(simulator.endpointTest(APP_ID))).toBe(200);
    }
    expect(logger.find('warn', `Answering the endpoint test of Misfit app ${APP_ID}`)).toHaveLength(
      1,
    );
  });

  it('that are identical cause one request and one event', async () => {
    const { app, requests, events } = await start(adapter);
    const message = simulator.endpointTest(APP_ID);
    expect(await postMany(app.url, 200, () => message)).toEqual({ 200: 200 });
    expect(requests).toHaveLength(1);
    expect(events).toEqual(['EndpointTested']);
  });

  it('of another app than appId cause one log line, and leave the own ones their turn', async () => {
    const { app, requests, lines } = await start(adapter, { appId: APP_ID });
    expect(await postMany(app.url, 200, () => simulator.endpointTest())).toEqual({ 403: 200 });
    expect(requests).toEqual([]);
    expect(lines().map(({ text }) => text)).toEqual([expect.stringMatching(/^APP_NOT_ALLOWED: /)]);

    expect(await app.send(simulator.endpointTest(APP_ID))).toBe(200);
    expect(requests).toHaveLength(1);
  });
});

describe.each(ADAPTERS)('on %s, the warning at start that appId is not set', (adapter) => {
  const startWith = async (options: MisfitNotificationOptions, isAsync: boolean) => {
    const logger = new CollectingLogger();
    const module = isAsync
      ? MisfitNotificationModule.forRootAsync({ useFactory: async () => options })
      : MisfitNotificationModule.forRoot(options);
    await bootstrap({ imports: [module] }, { adapter, logger });
    return logger.find('warn', 'appId is not set');
  };

  it.each([
    ['forRoot', false],
    ['forRootAsync', true],
  ])('is logged once by %s, and not where appId is set', async (_form, isAsync) => {
    expect(await startWith({}, isAsync)).toHaveLength(1);
    expect(await startWith({ appId: APP_ID }, isAsync)).toEqual([]);
  });

  it('is not logged where topicArns does not allow the topic of the tests', async () => {
    expect(await startWith({ topicArns: [simulator.topicArn] }, false)).toEqual([]);
  });
});
