import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it, onTestFinished } from 'vitest';
import {
  AttackLab,
  CERTIFICATE_URL,
  notification,
  simulator,
} from '../../support/hostile/attack-lab.js';
import { nthCertificateUrl } from '../../support/sns/certificate-server.js';
import { until } from '../../support/clocks/gate.js';
import { LoopbackSns } from '../../support/sns/loopback-sns.js';

const SENDERS = 64;
const GENUINE = 10;
const CERTIFICATE = await (await simulator.fetch(CERTIFICATE_URL)).text();

/** Has the certificates of the first ten URLs, and answers 404 after 50 ms for all others. */
async function startSns(): Promise<LoopbackSns> {
  const paths = new Set(Array.from({ length: GENUINE }, (_, n) => nthCertificateUrl(n).pathname));
  return LoopbackSns.start(async ({ url }, response) => {
    await sleep(50);
    if (paths.has(url ?? '')) response.end(CERTIFICATE);
    else response.writeHead(404).end();
  });
}

/** Posts messages with made-up certificate URLs as fast as they are answered, until the test ends. */
function flood(lab: AttackLab): { readonly answers: readonly number[] } {
  const answers: number[] = [];
  const message = notification();
  const end = new AbortController();
  let forged = GENUINE;
  const post = async () => {
    while (!end.signal.aborted) {
      const SigningCertURL = nthCertificateUrl(forged++).href;
      const { status } = await lab.send({ ...message, SigningCertURL });
      answers.push(status);
    }
  };
  const senders = Array.from({ length: SENDERS }, post);
  onTestFinished(async () => {
    end.abort();
    await Promise.allSettled(senders);
  });
  return { answers };
}

it('messages whose certificates are not cached yet are accepted during a flood of made-up certificate URLs', async () => {
  const sns = await startSns();
  const lab = await AttackLab.open('fastify', { fetch: sns.fetch });
  const { answers } = flood(lab);
  await until(() => answers.length >= 2 * SENDERS);

  const records = await Promise.all(
    Array.from({ length: GENUINE }, (_, n) => {
      const message = { ...notification(), SigningCertURL: nthCertificateUrl(n).href };
      return simulator.send(lab.url, message, { retries: 3, retryDelay: 300 });
    }),
  );
  expect(records.map(({ outcome }) => outcome)).toEqual(Array(GENUINE).fill('delivered'));
  expect(new Set(answers)).toEqual(new Set([503]));
});
