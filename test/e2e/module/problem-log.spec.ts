import {
  MemoryIdempotencyStore,
  SnsMessageVerifier,
  type MisfitNotificationOptions,
} from 'nestjs-misfit-notification';
import { misfitUpdate } from 'nestjs-misfit-notification/testing';
import { describe, expect, it } from 'vitest';
import { ADAPTERS, type AdapterName } from '../../support/apps/adapters.js';
import { CollectingLogger } from '../../support/observers/collecting-logger.js';
import { simulator, startDeliveryApp } from '../../support/apps/delivery-app.js';
import { HandClock } from '../../support/clocks/hand-clock.js';
import { listener } from '../../support/apps/listeners.js';

const MINUTE = 60_000;
const APP_ID = '0123456789abcdef01234567';

async function start(adapter: AdapterName, module: MisfitNotificationOptions = {}) {
  const logger = new CollectingLogger();
  const app = await startDeliveryApp({
    adapter,
    logger,
    providers: [listener('Listener', '*', () => undefined)],
    module: { appId: APP_ID, ...module },
  });
  const codes: string[] = [];
  app.bus.rejections$.subscribe(({ code }) => codes.push(code));
  const floodWithTopics = async (): Promise<void> => {
    for (let topic = 0; topic < 60; topic++) {
      const TopicArn = `arn:aws:sns:us-east-1:111111111111:topic-${topic}`;
      expect(await app.send({ ...simulator.notification([]), TopicArn })).toBe(403);
    }
  };
  return { app, logger, codes, floodWithTopics };
}

/** As an engine or a store of an application might, that has a bug. */
function nodeError(message: string): TypeError {
  return Object.assign(new TypeError(message), { code: 'ERR_INVALID_ARG_TYPE' });
}

function deliveryThatThrows(message: () => string): MisfitNotificationOptions {
  const accept = (): never => {
    throw nodeError(message());
  };
  return { delivery: { start: () => undefined, accept, stop: () => undefined } };
}

describe.each(ADAPTERS)('on %s, after a flood of forged topics the log still shows', (adapter) => {
  it('a store that is down', async () => {
    const idempotencyStore = new MemoryIdempotencyStore();
    idempotencyStore.claim = () => {
      throw new Error('the store is down');
    };
    const { app, logger, floodWithTopics } = await start(adapter, { idempotencyStore });
    await floodWithTopics();

    expect(await app.post([misfitUpdate()])).toBe(503);
    expect(await app.post([misfitUpdate()])).toBe(503);
    expect(logger.find('warn', 'IDEMPOTENCY_STORE_UNAVAILABLE: ')).toHaveLength(1);
  });

  it('a malformed update in a genuine message', async () => {
    const { app, logger, floodWithTopics } = await start(adapter);
    await floodWithTopics();

    expect(await app.post([{ type: 'goals' }, { type: 'sleeps' }])).toBe(200);
    expect(logger.find('warn', 'MALFORMED_UPDATE: update 0 was skipped')).toHaveLength(1);
  });

  it('another code that anyone can cause', async () => {
    const { app, logger, floodWithTopics } = await start(adapter);
    await floodWithTopics();

    expect(await app.send({ ...simulator.notification([]), Message: '[1]' })).toBe(403);
    expect(logger.find('warn', 'SIGNATURE_INVALID: ')).toHaveLength(1);
  });

  it('how many refusals of each code it does not show, at shutdown at the latest', async () => {
    const { app, logger, floodWithTopics } = await start(adapter);
    await floodWithTopics();
    await app.app.close();
    expect(logger.find('warn', 'more refusals')).toEqual([
      '9 more refusals were not logged: 9 TOPIC_NOT_ALLOWED',
    ]);
  });
});

describe.each(ADAPTERS)('on %s, an error that is not a refusal', (adapter) => {
  it('is logged with its stack, whatever its code, once a minute for each message', async () => {
    let message = 'first';
    const { app, logger, codes } = await start(
      adapter,
      deliveryThatThrows(() => message),
    );
    for (let turn = 0; turn < 3; turn++) expect(await app.post([misfitUpdate()])).toBe(503);
    message = 'second';
    expect(await app.post([misfitUpdate()])).toBe(503);

    expect(codes).toEqual([]);
    expect(logger.find('warn', '')).toEqual([]);
    expect(logger.find('error', '')).toEqual(['first', 'second']);
    const first = logger.lines.find(({ level }) => level === 'error');
    expect(first?.rest[0]).toMatch(/^TypeError: first\n\s+at .*nodeError/);
  });

  it('cannot flood the log or break its lines, even where strangers cause it', async () => {
    const { app, logger, codes } = await start(adapter);
    let count = 0;
    const verifier = app.app.get(SnsMessageVerifier, { strict: false });
    verifier.verifyParsed = () => Promise.reject(nodeError(`bad ${++count}\n[Nest] ERROR forged`));
    for (let turn = 0; turn < 80; turn++) expect(await app.send({ any: 'thing' })).toBe(503);

    expect(codes).toEqual([]);
    const errors = logger.lines.filter(({ text }) => text.startsWith('bad '));
    expect(errors).toHaveLength(51);
    for (const { text, rest } of errors) {
      expect(text).toMatch(/^bad \d+\\u\{a\}\[Nest\] ERROR forged$/);
      expect(rest[0]).not.toContain('\n[Nest]');
    }
  });
});

describe.each(ADAPTERS)('on %s, the log of refusals', (adapter) => {
  it('is not silenced by a clock that is set back', async () => {
    const clock = new HandClock();
    clock.now = Date.now() + MINUTE;
    const { app, logger } = await start(adapter, { clock: clock.read });
    const forged = { ...simulator.notification([]), Message: '[1]' };
    expect(await app.send(forged)).toBe(403);
    clock.pass(-2 * MINUTE);
    expect(await app.send(forged)).toBe(403);
    expect(logger.find('warn', 'SIGNATURE_INVALID')).toHaveLength(2);
  });

  it('asks to check the clock where that is slow or fast, and takes the message later', async () => {
    const clock = new HandClock();
    const { app, logger, codes } = await start(adapter, { clock: clock.read });
    const message = simulator.notification([misfitUpdate()]);
    const now = Date.now();
    clock.now = now - 10 * MINUTE;
    expect(await app.send(message)).toBe(503);
    expect(logger.find('warn', "check this machine's clock")).toEqual([
      expect.stringMatching(/^MESSAGE_FROM_FUTURE: dated \d+ s ahead of the clock/),
    ]);

    clock.now = now;
    expect(await app.send(message)).toBe(200);
    clock.now = now + 70 * MINUTE;
    expect(await app.send(message)).toBe(403);
    expect(logger.find('warn', 'MESSAGE_TOO_OLD')).toEqual([expect.stringMatching(/clock/)]);
    expect(codes).toEqual(['MESSAGE_FROM_FUTURE', 'MESSAGE_TOO_OLD']);
  });
});
