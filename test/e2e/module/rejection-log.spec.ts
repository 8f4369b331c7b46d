import { describe, expect, it } from 'vitest';
import { ADAPTERS, type AdapterName } from '../../support/apps/adapters.js';
import { CollectingLogger } from '../../support/observers/collecting-logger.js';
import { simulator, startDeliveryApp } from '../../support/apps/delivery-app.js';
import { HandClock } from '../../support/clocks/hand-clock.js';
import { listener } from '../../support/apps/listeners.js';

const MINUTE = 60_000;
const APP_ID = '0123456789abcdef01234567';

async function start(adapter: AdapterName) {
  const clock = new HandClock();
  const logger = new CollectingLogger();
  const app = await startDeliveryApp({
    adapter,
    logger,
    providers: [listener('Listener', '*', () => undefined)],
    module: { appId: APP_ID, clock: clock.read },
  });
  clock.now = Date.now();
  const rejections: string[] = [];
  app.bus.rejections$.subscribe(({ code }) => rejections.push(code));
  return { app, clock, rejections, warnings: () => logger.find('warn', '') };
}

function forged(): object {
  return { ...simulator.notification([]), Message: '[1]' };
}

function foreign(topic: string): object {
  const topicArn = `arn:aws:sns:us-east-1:111111111111:${topic}`;
  return { ...simulator.notification([]), TopicArn: topicArn };
}

describe.each(ADAPTERS)('on %s, refusals', (adapter) => {
  it('are logged once a minute for each code and topic, and shown each', async () => {
    const { app, clock, rejections, warnings } = await start(adapter);
    for (let turn = 0; turn < 5; turn++) {
      expect(await app.send(forged())).toBe(403);
      expect(await app.send(foreign('one'))).toBe(403);
      expect(await app.send(foreign('two'))).toBe(403);
    }
    expect(warnings()).toEqual([
      expect.stringMatching(`^SIGNATURE_INVALID: .*${simulator.topicArn}, message [0-9a-f-]{36}`),
      expect.stringMatching('^TOPIC_NOT_ALLOWED: .*:111111111111:one, message '),
      expect.stringMatching('^TOPIC_NOT_ALLOWED: .*:111111111111:two, message '),
    ]);
    expect(rejections).toHaveLength(15);

    clock.pass(MINUTE - 1);
    await app.send(forged());
    expect(warnings()).toHaveLength(3);

    clock.pass(1_000);
    await app.send(forged());
    await app.send(forged());
    expect(warnings().slice(3)).toEqual([
      expect.stringMatching(
        /^13 more refusals were not logged: 8 TOPIC_NOT_ALLOWED, 5 SIGNATURE_INVALID$/,
      ),
      expect.stringMatching(/^SIGNATURE_INVALID: /),
    ]);
    expect(rejections).toHaveLength(18);
  });

  it('cannot fill the log, however many topics they name', async () => {
    const { app, warnings } = await start(adapter);
    for (let topic = 0; topic < 120; topic++) await app.send(foreign(`topic-${topic}`));
    expect(warnings().length).toBeLessThanOrEqual(51);
    expect(warnings().length).toBeGreaterThan(1);
  });

  it('that SNS will repeat are logged in the same way', async () => {
    const logger = new CollectingLogger();
    const app = await startDeliveryApp({
      adapter,
      logger,
      providers: [listener('Listener', '*', () => undefined)],
      module: { appId: APP_ID, fetch: () => Promise.reject(new Error('the proxy is down')) },
    });
    for (let turn = 0; turn < 3; turn++) {
      expect(await app.send(simulator.notification([]))).toBe(503);
    }
    expect(logger.find('warn', 'CERTIFICATE_UNAVAILABLE')).toHaveLength(1);
    expect(logger.find('warn', '')).toHaveLength(1);
    expect(logger.find('error', '')).toEqual([]);
  });

  it('do not show the signed text, tokens or signatures in the log', async () => {
    const logger = new CollectingLogger();
    const app = await startDeliveryApp({ adapter, logger });
    const secret = 'SECRET-IN-THE-MESSAGE';
    const confirmation = simulator.subscriptionConfirmation();
    await app.send({ ...confirmation, Message: secret });
    await app.send({ ...simulator.notification([secret]), Subject: secret });
    await app.send({ ...simulator.notification([secret]), Type: secret });
    await app.send(confirmation);
    const text = logger.lines.map((line) => line.text).join('\n');
    expect(text).toContain('SIGNATURE_INVALID');
    expect(text).not.toContain(secret);
    for (const field of ['Token', 'Signature', 'SubscribeURL'] as const) {
      expect(text).not.toContain((confirmation as unknown as Record<string, string>)[field]);
    }
  });
});
