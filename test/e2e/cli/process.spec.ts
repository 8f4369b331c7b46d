import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { readFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { ROOT } from '../../docs/pages.js';
import { freePort } from '../../support/http/free-port.js';
import { until } from '../../support/clocks/gate.js';
import { tempDirectory } from '../../support/sqlite/temp-directory.js';

const { bin } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as {
  bin: Record<string, string>;
};
const main = bin['nestjs-misfit-notification'] as string;

it('Ctrl-C in the middle of send prints the summary, and exits with 130', async () => {
  let received = 0;
  const server = createServer((request, response) => {
    received++;
    request.resume();
    response.end();
  });
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const port = String(await freePort());
  const args = ['send', '--count', '100000', '--rate', '50/s', '--to', url, '--port', port];
  const child = spawn(process.execPath, [join(ROOT, main), ...args], {
    env: { ...process.env, XDG_CONFIG_HOME: tempDirectory() },
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  let output = '';
  child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
  const closed = once(child, 'close');
  await until(() => received > 3);
  child.kill('SIGINT');
  expect(await closed).toEqual([130, null]);
  const delivered = Number(/delivered +(\d+)\n/.exec(output)?.[1]);
  expect(delivered).toBeGreaterThan(3);
  expect(delivered).toBeLessThanOrEqual(received);
});
