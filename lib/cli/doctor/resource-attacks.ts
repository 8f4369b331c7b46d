import { setTimeout as sleep } from 'node:timers/promises';
import type { Attack } from './attack.js';
import { isAccepted, SNS_TIMEOUT } from './laboratory.js';
import { OpenBody } from './open-body.js';

const MEBIBYTE = 1024 * 1024;
const MAX_BODY = 32 * MEBIBYTE;
const MAX_CERTIFICATE = 16 * MEBIBYTE;
const COPIES = 30;

/** Attacks that use up resources. */
export const RESOURCE_ATTACKS: readonly Attack[] = [
  {
    name: 'body without an end',
    fix: 'stop reading a body at 1 MiB, and answer 413',
    run: async (lab) => {
      const body = new OpenBody(lab.target.url);
      const chunk = Buffer.alloc(64 * 1024, ' ');
      while (!body.isOver && body.written < MAX_BODY) await body.write(chunk);
      body.destroy();
      return body.isOver ? undefined : `${MAX_BODY / MEBIBYTE} MiB were read without an answer`;
    },
  },
  {
    name: 'body that arrives slowly',
    fix: 'give a body a few seconds to arrive',
    run: async (lab) => {
      const body = new OpenBody(lab.target.url);
      const deadline = performance.now() + SNS_TIMEOUT;
      while (!body.isOver && performance.now() < deadline) {
        await body.write(Buffer.from(' '));
        await sleep(250, undefined, { signal: lab.signal });
      }
      body.destroy();
      return body.isOver ? undefined : `the endpoint waited for ${SNS_TIMEOUT / 1_000} s`;
    },
  },
  {
    name: 'JSON that is expensive to parse',
    fix: 'limit the structure of the JSON before you parse it',
    run: async (lab) => {
      const startedAt = performance.now();
      const status = await lab.post(`[${'[],'.repeat(300_000)}[]]`);
      if (isAccepted(status)) return `answered ${status}`;
      const seconds = (performance.now() - startedAt) / 1_000;
      return seconds > 2 ? `one request took ${seconds.toFixed(1)} s` : undefined;
    },
  },
  {
    name: 'certificate server that hangs',
    needsTrust: true,
    fix: 'give the download of a certificate 5 s in all, and answer 503 then',
    run: async (lab) => {
      const message = lab.newSigner().notification([]);
      lab.serve(message.SigningCertURL, () => new Promise(() => {}));
      const status = await lab.post(message);
      return status === undefined ? 'no answer within the 15 s of SNS' : undefined;
    },
  },
  {
    name: 'huge certificate',
    needsTrust: true,
    fix: 'read at most 64 KiB of a certificate',
    run: async (lab) => {
      const message = lab.newSigner().notification([]);
      let served = 0;
      const endless = () =>
        new ReadableStream<Uint8Array>({
          pull: (controller) => {
            controller.enqueue(Buffer.alloc(64 * 1024, 'A'));
            served += 64 * 1024;
            if (served >= MAX_CERTIFICATE) controller.close();
          },
        });
      lab.serve(message.SigningCertURL, async () => new Response(endless()));
      await lab.post(message);
      return served >= MAX_CERTIFICATE ? `read ${served / MEBIBYTE} MiB` : undefined;
    },
  },
  {
    name: 'error page in place of a certificate',
    needsTrust: true,
    fix: 'cache nothing but valid certificates, and failures for a few seconds only',
    run: async (lab) => {
      lab.requireTrust();
      const signer = lab.newSigner();
      const message = lab.genuine(undefined, signer);
      lab.serve(message.SigningCertURL, async () => new Response('busy', { status: 503 }));
      if (isAccepted(await lab.post(message))) return 'accepted without a certificate';
      lab.serve(message.SigningCertURL, () => signer.fetch(message.SigningCertURL));
      for (let attempt = 0; attempt < 10; attempt++) {
        await sleep(1_000, undefined, { signal: lab.signal });
        if (isAccepted(await lab.post(message))) return undefined;
      }
      return 'genuine messages are refused for more than 10 s after an outage';
    },
  },
  {
    name: 'download for each message',
    needsTrust: true,
    fix: 'share one download among all messages that need the certificate',
    run: async (lab) => {
      const signer = lab.newSigner();
      const url = signer.notification([]).SigningCertURL;
      lab.serve(url, async () => {
        await sleep(300);
        return signer.fetch(url);
      });
      const start = lab.fetched.length;
      const messages = Array.from({ length: COPIES }, () => lab.genuine(undefined, signer));
      await Promise.all(messages.map((message) => lab.post(message)));
      const { length } = lab.fetched.slice(start).filter((each) => each === url);
      return length > 3 ? `${COPIES} messages caused ${length} downloads` : undefined;
    },
  },
  {
    name: 'endless certificate URLs',
    needsTrust: true,
    fix: 'bound the cache and the downloads, so that made-up URLs do not crowd out the genuine one',
    run: async (lab) => {
      lab.requireTrust();
      const forged = Array.from({ length: 200 }, (_, index) => {
        const name = index.toString(16).padStart(32, '0');
        const { SigningCertURL, ...message } = lab.genuine();
        const url = SigningCertURL.replace(/[0-9a-f]{32}/, name);
        lab.serve(url, async () => new Response('', { status: 404 }));
        return { ...message, SigningCertURL: url };
      });
      await Promise.all(forged.map((message) => lab.post(message)));
      const status = await lab.post(lab.genuine());
      return isAccepted(status) ? undefined : `a genuine message was answered ${status} after that`;
    },
  },
];
