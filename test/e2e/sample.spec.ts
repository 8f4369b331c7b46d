import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, it, onTestFinished } from 'vitest';

const main = fileURLToPath(new URL('../../sample/01-basic/dist/main.js', import.meta.url));

/** In the order in which a newcomer sees them after `npm start`. */
const EXPECTED_LINES = [
  'GoalListener.recalculate handles goals.updated',
  '"Test Endpoint": answered 200',
  'subscription: answered 200',
  'of ada was updated',
  'failed: the database is away',
  'SIGNATURE_INVALID',
  'forged notification: answered 403',
  'recalculated the day of ada',
  'notification 1: answered 503, then 200',
];

it('the first sample shows handlers, a retry and a refused forgery within seconds', async () => {
  const child = spawn(process.execPath, [main], { env: { ...process.env, PORT: '0' } });
  onTestFinished(() => void child.kill());
  const exited = new Promise((resolve) => child.once('exit', resolve));
  let output = '';
  await new Promise<void>((resolve, reject) => {
    const collect = (chunk: Buffer): void => {
      output += chunk.toString();
      if (output.includes('answered 503, then 200')) resolve();
    };
    child.stdout.on('data', collect);
    child.stderr.on('data', collect);
    void exited.then(() => reject(new Error(`the sample ended: ${output}`)));
  });

  let position = 0;
  for (const line of EXPECTED_LINES) {
    const found = output.indexOf(line, position);
    expect(found, `${line}\nafter character ${position} of\n${output}`).toBeGreaterThanOrEqual(0);
    position = found;
  }

  child.kill('SIGTERM');
  await exited;
});
