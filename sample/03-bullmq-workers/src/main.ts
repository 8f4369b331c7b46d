import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { requireRedis } from './redis.js';

await requireRedis();

/** In production each is a process, a container or a machine of its own. */
const children = ['web', 'worker 1', 'worker 2'].map((name) => {
  const [script] = name.split(' ');
  return fork(fileURLToPath(new URL(`${script}.js`, import.meta.url)), [name]);
});

for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => children.forEach((child) => child.kill('SIGTERM')));
}
