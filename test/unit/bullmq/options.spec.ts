import { Cluster, Redis } from 'ioredis';
import { describe, expect, it, onTestFinished } from 'vitest';
import { MisfitNotificationOptionsError } from 'nestjs-misfit-notification';
import { bullmqDelivery, type BullmqDeliveryOptions } from 'nestjs-misfit-notification/bullmq';

describe('the options of bullmqDelivery', () => {
  it.each<[object, string]>([
    [{}, 'connection'],
    [{ connection: 'redis://localhost' }, 'connection'],
    [{ connection: { host: 'x', keyPrefix: 'app:' } }, 'connection'],
    [{ connection: {}, queueName: 'a:b' }, 'queueName'],
    [{ connection: {}, queueName: '' }, 'queueName'],
    [{ connection: {}, prefix: '' }, 'prefix'],
    [{ connection: {}, worker: 'yes' }, 'worker'],
    [{ connection: {}, lockDuration: 1 }, 'lockDuration'],
    [{ connection: {}, attempts: 0 }, 'attempts'],
    [{ connection: {}, backoff: { jitter: 2 } }, 'jitter'],
    [{ connection: {}, retries: 3 }, 'retries'],
  ])('%j are refused', (options, name) => {
    const make = () => bullmqDelivery(options as BullmqDeliveryOptions);
    expect(make).toThrow(MisfitNotificationOptionsError);
    expect(make).toThrow(new RegExp(`^bullmqDelivery.*${name}`));
  });

  it('a client with a key prefix is refused, and its password not shown', () => {
    const client = new Redis({ lazyConnect: true, keyPrefix: 'app:', password: 'secret' });
    onTestFinished(() => client.disconnect());
    const make = () => bullmqDelivery({ connection: client });
    expect(make).toThrow(/connection/);
    expect(make).not.toThrow(/secret/);
  });

  it('a cluster needs keys that stay on one node', () => {
    const connection = new Cluster([{ port: 1 }], { lazyConnect: true });
    onTestFinished(() => connection.disconnect());
    expect(() => bullmqDelivery({ connection, prefix: 'misfit' })).toThrow(/braces/);
    expect(() => bullmqDelivery({ connection, queueName: '{misfit}', prefix: 'x' })).not.toThrow();
    expect(() => bullmqDelivery({ connection })).not.toThrow();
  });

  it('are enough without a connection being made', () => {
    expect(() => bullmqDelivery({ connection: { port: 1 } })).not.toThrow();
  });
});
