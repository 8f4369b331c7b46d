import type { ServerResponse } from 'node:http';
import { describe, expect, it } from 'vitest';
import {
  AttackLab,
  CERTIFICATE_URL,
  clock,
  delivered,
  notification,
  refused,
  simulator,
} from '../../support/hostile/attack-lab.js';
import { makeCertificate } from '../../support/sns/certificate-maker.js';
import { until } from '../../support/clocks/gate.js';
import { LoopbackSns } from '../../support/sns/loopback-sns.js';
import { servesForgedCertificate } from '../../support/hostile/mallory.js';

const PATH = new URL(CERTIFICATE_URL).pathname;
const CERTIFICATE = await (await simulator.fetch(CERTIFICATE_URL)).text();
const FORGED_CERTIFICATE = await (await servesForgedCertificate()).text();
const FAILURE_MEMORY = 3_000;
const KIB = 1024;

const page = (status: number, text: string) => (response: ServerResponse) =>
  response.writeHead(status, { 'content-type': 'text/html' }).end(text);

const redirect = (status: number) => (response: ServerResponse) =>
  response.writeHead(status, { location: '/elsewhere.pem' }).end(CERTIFICATE);

const BAD_ANSWERS: Readonly<Record<string, (response: ServerResponse) => unknown>> = {
  'a 503 page': page(503, '<html>Service Unavailable</html>'),
  'a 503 page that is the certificate': page(503, CERTIFICATE),
  'a 500 page': page(500, ''),
  'a 404 page': page(404, '<Error><Code>NoSuchKey</Code></Error>'),
  'a 403 page': page(403, '<Error><Code>AccessDenied</Code></Error>'),
  'a 429 page': page(429, 'slow down'),
  'a 200 page in HTML': page(200, '<html>Please log in to the hotel’s network</html>'),
  'a 200 page with nothing in it': page(200, ''),
  'a part of the certificate': page(200, CERTIFICATE.slice(0, CERTIFICATE.length / 2)),
  'a status that says "partial"': page(206, CERTIFICATE),
  'a certificate of no sense': page(200, CERTIFICATE.replaceAll(/^[^-].*$/gm, 'AAAA')),
  'a permanent redirect': redirect(301),
  'a redirect': redirect(302),
  'a redirect that keeps the method': redirect(307),
  'a connection that breaks off': (response) => {
    response
      .writeHead(200, { 'content-length': CERTIFICATE.length })
      .write(CERTIFICATE.slice(0, 99));
    setImmediate(() => response.destroy());
  },
  'no answer but a hang-up': (response) => response.destroy(),
};

const unavailable = (...requests: string[]) => refused(503, 'CERTIFICATE_UNAVAILABLE', requests);

describe('a certificate server that answers badly', () => {
  it.each(Object.entries(BAD_ANSWERS))(
    'costs a genuine message no more than a delay: %s',
    async (_, answerBadly) => {
      let isWell = false;
      const sns = await LoopbackSns.start(({ url }, response) => {
        if (url === '/elsewhere.pem') return response.end(FORGED_CERTIFICATE);
        return isWell ? response.end(CERTIFICATE) : answerBadly(response);
      });
      const lab = await AttackLab.open('express', { fetch: sns.fetch });
      const genuine = notification();

      expect(await lab.post(genuine)).toEqual(unavailable(CERTIFICATE_URL));
      isWell = true;
      expect(await lab.post(genuine)).toEqual(unavailable());
      clock.pass(FAILURE_MEMORY + 1);
      expect(await lab.post(genuine)).toEqual(delivered(genuine, [CERTIFICATE_URL]));
      expect(sns.requested).toEqual([PATH, PATH]);
    },
  );

  it('is not asked again because its certificate is refused, and the genuine one is taken', async () => {
    const foreign = CERTIFICATE_URL.replace(/[0-9a-f]{32}/, 'f'.repeat(32));
    const { pem } = await makeCertificate({ subject: 'sns.attacker.example' });
    const lab = await AttackLab.open('express', {
      fetch: (url) =>
        url.href === foreign ? Promise.resolve(new Response(pem)) : simulator.fetch(url),
    });
    const genuine = notification();
    const forged = { ...genuine, SigningCertURL: foreign };

    expect(await lab.post(forged)).toEqual(refused(403, 'CERTIFICATE_REFUSED', [foreign]));
    expect(await lab.post(forged)).toEqual(refused(403, 'CERTIFICATE_REFUSED'));
    expect(await lab.post(genuine)).toEqual(delivered(genuine, [CERTIFICATE_URL]));
  });
});

describe('a certificate that never ends', () => {
  it('is read no further than 64 KiB, and given up', async () => {
    let pulled = 0;
    let isCancelled = false;
    const endless = () =>
      new ReadableStream<Uint8Array>(
        {
          pull: (controller) => {
            pulled += KIB;
            controller.enqueue(Buffer.alloc(KIB, 'A'));
          },
          cancel: () => {
            isCancelled = true;
          },
        },
        { highWaterMark: 0 },
      );
    const lab = await AttackLab.open('express', { fetch: async () => new Response(endless()) });

    expect(await lab.post(notification())).toEqual(unavailable(CERTIFICATE_URL));
    expect(pulled).toBeGreaterThan(64 * KIB);
    expect(pulled).toBeLessThanOrEqual(66 * KIB);
    await until(() => isCancelled);
  });

  it('is hung up on where it comes by a real connection', async () => {
    let isClosed = false;
    const sns = await LoopbackSns.start((_, response) => {
      response.writeHead(200, { 'content-length': 1024 ** 3 });
      response.on('close', () => (isClosed = true));
      const pour = () => {
        while (!response.destroyed && response.write('A'.repeat(KIB)));
      };
      response.on('drain', pour);
      pour();
    });
    const lab = await AttackLab.open('express', { fetch: sns.fetch });

    expect(await lab.post(notification())).toEqual(unavailable(CERTIFICATE_URL));
    await until(() => isClosed);
  });
});
