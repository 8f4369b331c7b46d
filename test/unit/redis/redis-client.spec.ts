import { RedisIdempotencyStore, type RedisClient } from 'nestjs-misfit-notification/redis';
import { describe, expect, it } from 'vitest';

function storeOf(client: object): RedisIdempotencyStore {
  return new RedisIdempotencyStore({ client: client as RedisClient });
}

function storeThatIsAnswered(answer: unknown): RedisIdempotencyStore {
  return storeOf({
    eval: () => Promise.reject(new Error('not expected')),
    evalsha: () => Promise.resolve(answer),
  });
}

describe('RedisIdempotencyStore', () => {
  it.each([
    ['nothing', undefined],
    ['null', null],
    ['a URL', 'redis://127.0.0.1'],
    ['options', { host: '127.0.0.1' }],
    ['a client that runs no scripts', { get() {}, set() {} }],
  ])('refuses %s as a client', (_, client) => {
    const create = () => new RedisIdempotencyStore({ client: client as never });
    expect(create).toThrow(TypeError);
    expect(create).toThrow(/client must be a client of ioredis or node-redis/);
  });

  it('refuses no options, and a prefix that is no string', () => {
    const client = { eval() {}, evalsha() {} } as never;
    expect(() => new RedisIdempotencyStore(undefined as never)).toThrow(
      /options must be an object/,
    );
    expect(() => new RedisIdempotencyStore({ client, keyPrefix: 7 as never })).toThrow(
      /keyPrefix must be a string/,
    );
  });

  it.each([undefined, null, '', 'g', 'ggg', 'gx', 7, ['g', 'b'], { 0: 'g' }])(
    'takes nothing for done when the answer to a claim is %j',
    async (answer) => {
      const claim = storeThatIsAnswered(answer).claim('m', ['a', 'b'], 1_000);
      await expect(claim).rejects.toThrow(/unexpected/);
    },
  );

  it.each(['gb', Buffer.from('gb')])('understands an answer as %o', async (answer) => {
    const claim = await storeThatIsAnswered(answer).claim('m', ['a', 'b'], 1_000);
    expect(claim).toMatchObject({ granted: ['a'], busy: ['b'] });
  });

  it('hands on what its client throws, or rejects with, and sends nothing again', async () => {
    let calls = 0;
    const failing = (fail: () => unknown) => ({
      eval: () => calls++,
      evalsha: fail,
    });
    const error = new Error('READONLY You cannot write against a read only replica.');
    const rejecting = storeOf(failing(() => Promise.reject(error)));
    await expect(rejecting.claim('m', ['a'], 1_000)).rejects.toBe(error);
    const throwing = storeOf(
      failing(() => {
        throw error;
      }),
    );
    await expect(throwing.claim('m', ['a'], 1_000)).rejects.toBe(error);
    expect(calls).toBe(0);
  });
});
