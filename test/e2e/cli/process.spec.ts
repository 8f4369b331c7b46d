import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { readdirSync, readFileSync, symlinkSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, it, onTestFinished } from 'vitest';
import { ROOT } from '../../docs/pages.js';
import { freePort } from '../../support/http/free-port.js';
import { until } from '../../support/clocks/gate.js';
import { tempDirectory } from '../../support/sqlite/temp-directory.js';

const run = promisify(execFile);
const { bin, version } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as {
  bin: Record<string, string>;
  version: string;
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

it('the packed package contains the command, which prints its --version', async () => {
  const folder = tempDirectory();
  const pack = ['pack', '--ignore-scripts', '--silent', '--pack-destination', folder];
  await run('npm', pack, { cwd: ROOT });
  const [tarball = ''] = readdirSync(folder);
  await run('tar', ['-xzf', tarball], { cwd: folder });
  symlinkSync(join(ROOT, 'node_modules'), join(folder, 'node_modules'));
  const packed = (...args: string[]) =>
    run(process.execPath, [join(folder, 'package', main), ...args]);
  expect((await packed('--help')).stdout).toContain('Usage: nestjs-misfit-notification');
  expect((await packed('--version')).stdout).toBe(`${version}\n`);
  expect(readFileSync(join(folder, 'package', main), 'utf8')).toMatch(/^#!\/usr\/bin\/env node\n/);
});
