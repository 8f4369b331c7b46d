import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { describe, expect, it, onTestFinished } from 'vitest';
import { until } from '../../support/clocks/gate.js';
import { isRedisMissing, useRedisServer } from '../../support/redis/redis-server.js';

const main = fileURLToPath(
  new URL('../../../sample/03-bullmq-workers/dist/main.js', import.meta.url),
);

function start(url: string) {
  const env = { ...process.env, PORT: '0', REDIS_URL: url, NO_COLOR: '1' };
  const child = spawn(process.execPath, [main], { env });
  onTestFinished(() => void child.kill());
  const state = { output: '', exitCode: undefined as number | null | undefined };
  const collect = (chunk: Buffer): void => void (state.output += chunk.toString());
  child.stdout.on('data', collect);
  child.stderr.on('data', collect);
  child.once('exit', (code) => (state.exitCode = code));
  return { child, state };
}

describe.skipIf(isRedisMissing)('the sample with workers', () => {
  const redis = useRedisServer();

  it('answers in one process and works in two', async () => {
    const { child, state } = start(redis.url);
    const lines = [
      /^\[web\].*notification 1: answered 200/m,
      /^\[worker \d\].*the database is away \(attempt 1, the next at/m,
      /^\[worker 1\].*recalculated the day of/m,
      /^\[worker 2\].*recalculated the day of/m,
    ];
    await until(() => lines.every((line) => line.test(state.output))).catch(() => {
      throw new Error(`not all lines in\n${state.output}`);
    });
    expect(state.output).not.toMatch(/^\[web\].*recalculated/m);
    child.kill('SIGTERM');
    await until(() => state.exitCode !== undefined);
  });

  it('says how to get Redis where there is none', async () => {
    const { state } = start('redis://127.0.0.1:1');
    await until(() => state.exitCode !== undefined);
    expect(state.exitCode).toBe(1);
    expect(state.output).toContain('docker run');
  });
});
