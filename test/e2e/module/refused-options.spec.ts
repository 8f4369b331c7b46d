import { NestFactory } from '@nestjs/core';
import {
  MisfitNotificationModule,
  MisfitNotificationOptionsError,
  type MisfitNotificationExtras,
  type MisfitNotificationOptions,
} from 'nestjs-misfit-notification';
import { describe, expect, it } from 'vitest';

type Options = MisfitNotificationOptions & MisfitNotificationExtras;

/** How a wrong value is named, and which rule it breaks. */
const REFUSED: readonly [option: string, value: unknown, named: string, rule: string][] = [
  ['topicArns', 'arn:aws:sns:us-east-1:819895241319:*', '"arn:aws:sns', 'isArray'],
  ['topicArns', [], '[]', 'arrayNotEmpty'],
  ['topicArns', ['*'], '["*"]', 'isTopicArnPattern'],
  [
    'topicArns',
    ['arn:aws:sns:us-east-1:819895241319:res*'],
    '["arn:aws:sns:us-east-1:819895241319:res*"]',
    'isTopicArnPattern',
  ],
  [
    'topicArns',
    ['arn:aws:sns:us-east-1:*:topic'],
    '["arn:aws:sns:us-east-1:*:topic"]',
    'isTopicArnPattern',
  ],
  ['topicArns', [/./], '[{}]', 'isTopicArnPattern'],
  ['appId', '5f1e', '"5f1e"', 'matches'],
  ['appId', 'ABCDEFABCDEFABCDEFABCDEF', '"ABCDEFABCDEFABCDEFABCDEF"', 'matches'],
  ['appId', 5, '5', 'matches'],
  ['autoConfirm', 'no', '"no"', 'isBoolean'],
  ['autoConfirm', 0, '0', 'isBoolean'],
  ['maxMessageAge', 0, '0', 'min'],
  ['maxMessageAge', '1h', '"1h"', 'isInt'],
  ['bodyLimit', -1, '-1', 'min'],
  ['bodyLimit', '1mb', '"1mb"', 'isInt'],
  ['bodyLimit', 1.5, '1.5', 'isInt'],
  ['handlerTimeout', 14_001, '14001', 'max'],
  ['handlerTimeout', 0, '0', 'min'],
  ['handlerTimeout', NaN, 'NaN', 'isInt'],
  ['handlerTimeout', Infinity, 'Infinity', 'isInt'],
  ['signatureVersions', '2', '"2"', 'isArray'],
  ['signatureVersions', [], '[]', 'arrayNotEmpty'],
  ['signatureVersions', [2], '[2]', 'isIn'],
  ['signatureVersions', ['2', '3'], '["2","3"]', 'isIn'],
  ['idempotencyStore', {}, '{}', 'hasMethods'],
  ['idempotencyStore', 'redis://localhost', 'a string of 17 characters', 'hasMethods'],
  ['delivery', { start: () => undefined }, '{…}', 'hasMethods'],
  ['delivery', () => undefined, 'a function', 'hasMethods'],
  ['fetch', 'https://proxy', 'a string of 13 characters', 'isFunction'],
  ['clock', 1_700_000_000_000, '1700000000000', 'isFunction'],
];

const REFUSED_EXTRAS: typeof REFUSED = [
  ['path', 5, '5', 'isString'],
  ['path', ['a', 'b'], '["a","b"]', 'isString'],
  ['isGlobal', 'yes', '"yes"', 'isBoolean'],
  ['optimizeExpress', 'no', '"no"', 'isBoolean'],
  ['swagger', 'yes', '"yes"', 'isBoolean'],
  ['decorators', () => undefined, 'a function', 'isArray'],
  ['decorators', ['Public'], '["Public"]', 'isFunction'],
];

/** The error of a call, so that there is one. */
async function errorOf(call: () => unknown): Promise<Error> {
  try {
    await call();
  } catch (error) {
    return error as Error;
  }
  throw new Error('it started');
}

/** Without HTTP: the options are checked before anything of it is there. */
async function start(module: ReturnType<typeof MisfitNotificationModule.forRoot>): Promise<void> {
  const options = { logger: false, abortOnError: false } as const;
  const app = await NestFactory.createApplicationContext(module, options);
  await app.close();
}

function refusal([option, , named, rule]: (typeof REFUSED)[number]): unknown {
  const beginning = `MisfitNotificationModule: ${option} is ${named}`;
  return expect.toSatisfy(
    (error) =>
      error instanceof MisfitNotificationOptionsError &&
      error.message.startsWith(beginning) &&
      error.message.endsWith(`(${rule})`) &&
      !error.message.includes(';'),
    `an error that starts with ${beginning} and ends with (${rule}) alone`,
  );
}

describe.each(REFUSED)('%s: %j is refused', (...refused) => {
  const options = { [refused[0]]: refused[1] } as Options;

  it('by forRoot, with its name, its value and the rule', async () => {
    const error = await errorOf(() => start(MisfitNotificationModule.forRoot(options)));
    expect(error).toEqual(refusal(refused));
  });

  it('by forRootAsync, with its name, its value and the rule', async () => {
    const module = MisfitNotificationModule.forRootAsync({ useFactory: () => options });
    expect(await errorOf(() => start(module))).toEqual(refusal(refused));
  });
});

describe.each(REFUSED_EXTRAS)('%s: %j is refused', (...refused) => {
  const extras = { [refused[0]]: refused[1] } as Options;

  it('by forRoot at once, with its name, its value and the rule', async () => {
    const error = await errorOf(() => MisfitNotificationModule.forRoot(extras));
    expect(error).toEqual(refusal(refused));
  });

  it('by forRootAsync at once, with its name, its value and the rule', async () => {
    const asyncOptions = { useFactory: () => ({}), ...extras };
    const error = await errorOf(() => MisfitNotificationModule.forRootAsync(asyncOptions));
    expect(error).toEqual(refusal(refused));
  });
});

const SECRET = 'hunter2';

/** What a text with a password in it may look like. */
const WITH_SECRET = [
  `redis://:${SECRET}@redis.internal:6379`,
  `libsql://database.example?authToken=${SECRET}`,
  `user:${SECRET}@redis.internal`,
];

const OPTIONS = [...new Set(REFUSED.map(([option]) => option)), 'redisUrl', 'path', 'isGlobal'];

describe.each(OPTIONS)('a password in the option %s', (option) => {
  it.each(WITH_SECRET)('is not in the error: %s', async (text) => {
    for (const value of [text, [text], [[text]], { url: text }, { [text]: 1 }]) {
      const options = { [option]: value } as Options;
      // A path may be any text at all.
      if (option === 'path' && value === text) continue;
      const { message } = await errorOf(() => start(MisfitNotificationModule.forRoot(options)));
      expect(message).toContain(option);
      expect(message).not.toContain(SECRET);
    }
  });
});

it.each(['redisUrl', 'idempotencyStore', 'delivery', 'fetch', 'clock'])(
  'a text in the option %s is not in the error, even where it does not look like a secret',
  async (option) => {
    const options = { [option]: SECRET } as Options;
    const { message } = await errorOf(() => start(MisfitNotificationModule.forRoot(options)));
    expect(message).toContain(option);
    expect(message).not.toContain(SECRET);
  },
);

it('all wrong options are named at once', async () => {
  const options = { bodyLimit: 0, appId: 'mine', retries: 3 } as Options;
  const { message } = await errorOf(() => start(MisfitNotificationModule.forRoot(options)));
  for (const name of ['bodyLimit is 0', 'appId is "mine"', 'unknown option retries']) {
    expect(message).toContain(name);
  }
});

const MISSPELT: readonly [written: string, meant: string][] = [
  ['topicArn', 'topicArns'],
  ['topicARNs', 'topicArns'],
  ['handlerTimeOut', 'handlerTimeout'],
  ['hanlderTimeout', 'handlerTimeout'],
  ['appid', 'appId'],
  ['decorator', 'decorators'],
  ['global', 'isGlobal'],
];

it.each(MISSPELT)('%s is unknown: %s is suggested', async (written, meant) => {
  const options = { [written]: 1 } as Options;
  const { message } = await errorOf(() => start(MisfitNotificationModule.forRoot(options)));
  expect(message).toBe(
    `MisfitNotificationModule: unknown option ${written}: did you mean ${meant}?`,
  );
});

it.each(['rawBody', 'retries', '__proto', 'x'])(
  '%s is unknown and resembles no option: all of them are listed',
  async (written) => {
    const options = { [written]: 1 } as Options;
    const { message } = await errorOf(() => start(MisfitNotificationModule.forRoot(options)));
    expect(message).toContain(`unknown option ${written}: the options are topicArns, appId, `);
  },
);

it.each(['path', 'isGlobal', 'decorators', 'optimizeExpress', 'swagger'])(
  '%s in the result of a factory is refused: it must be beside useFactory',
  async (extra) => {
    const options = { [extra]: [] } as MisfitNotificationOptions;
    const module = MisfitNotificationModule.forRootAsync({ useFactory: () => options });
    const { message } = await errorOf(() => start(module));
    expect(message).toContain(`${extra} must be beside useFactory, not in its result`);
  },
);

it.each(['topicArns', 'appId', 'fetch'])(
  '%s beside useFactory is refused: it must be in its result',
  async (option) => {
    const options = { useFactory: () => ({}), [option]: [] };
    const { message } = await errorOf(() => MisfitNotificationModule.forRootAsync(options));
    expect(message).toContain(`${option} must be in the result of useFactory, not beside it`);
  },
);

it('an option beside useFactory that does not exist is refused', async () => {
  const options = { useFactory: () => ({}), paht: 'hooks' };
  const { message } = await errorOf(() => MisfitNotificationModule.forRootAsync(options));
  expect(message).toBe('MisfitNotificationModule: unknown option paht: did you mean path?');
});

it.each([[undefined], [null], ['options']])(
  'a factory that gives %j is refused with a clear error',
  async (options) => {
    const module = MisfitNotificationModule.forRootAsync({ useFactory: () => options as never });
    expect(await errorOf(() => start(module))).toBeInstanceOf(MisfitNotificationOptionsError);
  },
);

it.each([[undefined], [null]])('options that are %j have their defaults', async (value) => {
  const names = REFUSED.map(([option]) => option);
  const extras = REFUSED_EXTRAS.map(([option]) => option);
  const options = Object.fromEntries([...names, ...extras].map((option) => [option, value]));
  await expect(start(MisfitNotificationModule.forRoot(options))).resolves.toBeUndefined();
});
