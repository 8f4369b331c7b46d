import { once } from 'node:events';
import { createServer } from 'node:net';

/**
 * A port that nothing listens at. It is below the range from which systems choose ports: of that
 * range, another socket could take it before the test does.
 */
export async function freePort(): Promise<number> {
  const port = 20_000 + Math.floor(Math.random() * 12_000);
  const server = createServer().listen(port, '127.0.0.1');
  try {
    await once(server, 'listening');
  } catch {
    return freePort();
  }
  server.close();
  await once(server, 'close');
  return port;
}
