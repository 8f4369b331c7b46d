import { Redis } from 'ioredis';
import type { RedisClient } from 'nestjs-misfit-notification/redis';
import { createClient } from 'redis';
import { onTestFinished } from 'vitest';

/** Whose client a test uses, with the options it has by default: `describe.each(CLIENTS)`. */
export const CLIENTS = ['ioredis', 'node-redis'] as const;

export type ClientName = (typeof CLIENTS)[number];

/** A connected client, until the test ends. */
export async function connectTo(url: string, name: ClientName): Promise<RedisClient> {
  return name === 'ioredis' ? connectIoredis(url) : connectNodeRedis(url);
}

/** As `connectTo`, for what a test asks of the server itself. */
export function connectIoredis(url: string): Redis {
  const client = new Redis(url);
  client.on('error', ignore);
  onTestFinished(() => client.disconnect());
  return client;
}

async function connectNodeRedis(url: string): Promise<RedisClient> {
  const client = createClient({ url });
  client.on('error', ignore);
  await client.connect();
  onTestFinished(() => client.destroy());
  return client;
}

/** What a client says while its server is away. */
function ignore(): void {}
