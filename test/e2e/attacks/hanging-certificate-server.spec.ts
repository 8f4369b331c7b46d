import { expect, it } from 'vitest';
import { ADAPTERS, type AdapterName } from '../../support/apps/adapters.js';
import {
  AttackLab,
  CERTIFICATE_URL,
  delivered,
  notification,
  simulator,
} from '../../support/hostile/attack-lab.js';
import { until } from '../../support/clocks/gate.js';
import { LoopbackSns } from '../../support/sns/loopback-sns.js';
import { endlessUrl } from '../../support/hostile/overloaded-sns.js';

const [SILENT, DRIPPING, DEAF] = [endlessUrl(1), endlessUrl(2), endlessUrl(3)];

/** Leaves requests unanswered, or answers one byte at a time. */
async function startHanging() {
  let closed = 0;
  const sns = await LoopbackSns.start((request, response) => {
    response.on('close', () => closed++);
    if (!DRIPPING.endsWith(request.url ?? '')) return;
    response.writeHead(200).write('-');
    const drip = setInterval(() => response.write('-'), 100);
    response.on('close', () => clearInterval(drip));
  });
  return { sns, closedCount: () => closed };
}

async function hang(adapter: AdapterName): Promise<void> {
  const { sns, closedCount } = await startHanging();
  const lab = await AttackLab.open(adapter, {
    fetch: (url, init) => {
      if (url.href === CERTIFICATE_URL) return simulator.fetch(url);
      return url.href === DEAF ? new Promise(() => undefined) : sns.fetch(url, init);
    },
  });
  const before = notification();
  expect(await lab.post(before)).toEqual(delivered(before, [CERTIFICATE_URL]));

  const waiting = [SILENT, DRIPPING, DEAF].map((SigningCertURL) =>
    lab.send({ ...notification(), SigningCertURL }),
  );
  await until(() => lab.requests.length === 4);
  const meanwhile = notification();
  expect(await lab.post(meanwhile)).toEqual(delivered(meanwhile, []));

  for (const { status, body, duration } of await Promise.all(waiting)) {
    expect({ status, body }).toEqual({ status: 503, body: '' });
    expect(duration).toBeGreaterThan(4_900);
    expect(duration).toBeLessThan(40_000);
  }
  expect(lab.codes).toEqual(Array(3).fill('CERTIFICATE_UNAVAILABLE'));
  expect(lab.requests).toEqual([CERTIFICATE_URL, SILENT, DRIPPING, DEAF]);
  await until(() => closedCount() === 2);
}

it('a hanging certificate server costs five seconds, on express and on fastify', async () => {
  await Promise.all(ADAPTERS.map(hang));
});
