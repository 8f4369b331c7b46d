import { once } from 'node:events';
import type { Attack } from './attack.js';
import { Undecided } from './not-judged.js';
import { OpenBody } from './open-body.js';
import type { Laboratory } from './laboratory.js';
import { isAccepted } from './post-message.js';

const MEBIBYTE = 1024 * 1024;
const CHUNK = Buffer.alloc(64 * 1024, ' ');
const MAX_BODY = 32 * MEBIBYTE;
const HELD_BODIES = 256;
/** Below the limit of one body at most endpoints. */
const HELD_LENGTH = 960 * 1024;
/** Time for which an endpoint may hold them, in ms. */
const HOLDING_TIME = 10_000;
const STOPPED = 'the endpoint stopped reading, and did not answer';
const MAX_CERTIFICATE = 16 * MEBIBYTE;
const MAX_CHUNKS = 20_000;
const COPIES = 30;
const EXPENSIVE_JSON = `[${'[],'.repeat(300_000)}[]]`;
const CHEAP_JSON = `"${'a'.repeat(EXPENSIVE_JSON.length - 2)}"`;

/** Attacks that use up resources. */
export const RESOURCE_ATTACKS: readonly Attack[] = [
  {
    name: 'body without an end',
    fix: 'stop reading a body at 1 MiB, and answer 413',
    run: async (lab) => {
      const body = new OpenBody(lab.target.url);
      try {
        await body.fill(CHUNK, MAX_BODY, lab.signal);
        if (await endsOneOf([body], lab)) return undefined;
        if (body.written < MAX_BODY) throw new Undecided(STOPPED);
        return `${MAX_BODY / MEBIBYTE} MiB were read without an answer`;
      } finally {
        body.destroy();
      }
    },
  },
  {
    name: 'body in chunks of one byte',
    fix: 'answer 503 to a body that comes in thousands of chunks',
    run: async (lab) => {
      const body = new OpenBody(lab.target.url);
      try {
        await body.fill(Buffer.from(' '), MAX_CHUNKS, lab.signal);
        if (await endsOneOf([body], lab)) return undefined;
        return `${body.written} chunks were read without an answer`;
      } finally {
        body.destroy();
      }
    },
  },
  {
    name: 'bodies that are held open',
    fix: 'limit the memory of all bodies that are arriving, and the time that each may take',
    run: async (lab) => {
      const bodies = Array.from({ length: HELD_BODIES }, () => new OpenBody(lab.target.url));
      try {
        await Promise.all(bodies.map((body) => body.fill(CHUNK, HELD_LENGTH, lab.signal)));
        if (await endsOneOf(bodies, lab, HOLDING_TIME)) return undefined;
        if (bodies.some(({ written }) => written < HELD_LENGTH)) throw new Undecided(STOPPED);
        return `${HELD_BODIES} bodies of ${HELD_LENGTH / 1024} KiB were held for ${HOLDING_TIME / 1_000} s`;
      } finally {
        for (const body of bodies) body.destroy();
      }
    },
  },
  {
    name: 'JSON that is expensive to parse',
    fix: 'limit the structure of the JSON before you parse it',
    run: async (lab) => {
      const cost = async (body: string) => {
        const startedAt = performance.now();
        const status = await lab.post(body);
        if (status === undefined) throw new Undecided('no answer');
        return { status, time: performance.now() - startedAt };
      };
      // The best of three: a busy machine slows single requests down.
      let best = Infinity;
      for (let attempt = 0; attempt < 3; attempt++) {
        const { status, time } = await cost(EXPENSIVE_JSON);
        if (isAccepted(status)) return `answered ${status}`;
        best = Math.min(best, time - (await cost(CHEAP_JSON)).time);
        if (best < 2_000) return undefined;
      }
      return `one request took ${(best / 1_000).toFixed(1)} s more than another of its size`;
    },
  },
  {
    name: 'huge certificate',
    needsTrust: true,
    fix: 'read at most 64 KiB of a certificate',
    run: async (lab) => {
      const url = lab.freshCertificateUrl();
      let served = 0;
      const endless = () =>
        new ReadableStream<Uint8Array>({
          pull: (controller) => {
            controller.enqueue(Buffer.alloc(64 * 1024, 'A'));
            served += 64 * 1024;
            if (served >= MAX_CERTIFICATE) controller.close();
          },
        });
      lab.serve(url, async () => new Response(endless()));
      await lab.post({ ...lab.genuine(), SigningCertURL: url });
      return served >= MAX_CERTIFICATE ? `read ${served / MEBIBYTE} MiB` : undefined;
    },
  },
  {
    name: 'download for each message',
    needsTrust: true,
    fix: 'share one download among all messages that need the certificate',
    run: async (lab) => {
      const SigningCertURL = lab.freshCertificateUrl();
      let downloads = 0;
      const allHaveCome = new AbortController();
      // No download ends before all messages have come, so that their number does not depend on
      // the speed of the endpoint.
      lab.serve(SigningCertURL, async () => {
        if (++downloads > 3) allHaveCome.abort();
        if (!allHaveCome.signal.aborted) await once(allHaveCome.signal, 'abort');
        return lab.certificate();
      });
      const answers = Promise.all(
        Array.from({ length: COPIES }, () => lab.post({ ...lab.genuine(), SigningCertURL })),
      );
      await Promise.race([answers, lab.settle().then(() => lab.settle())]);
      const count = downloads;
      allHaveCome.abort();
      await answers;
      return count > 3 ? `${COPIES} messages caused more than 3 downloads at once` : undefined;
    },
  },
  {
    name: 'flood of endpoint tests',
    needsTrust: true,
    fix: 'answer the endpoint tests of your own app only, and few in a minute',
    run: async (lab) => {
      const start = lab.fetched.length;
      for (let batch = 0; batch < 6; batch++) {
        const tests = Array.from({ length: 25 }, () => lab.simulator.endpointTest());
        await Promise.all(tests.map((test) => lab.post(test)));
      }
      const { length } = lab.fetched.slice(start).filter((url) => url.includes('build.misfit.com'));
      return length > 75 ? `150 endpoint tests caused ${length} requests` : undefined;
    },
  },
  {
    name: 'endless certificate URLs',
    needsTrust: true,
    fix: 'bound the cache and the downloads, so that made-up URLs do not crowd out the genuine one',
    run: async (lab) => {
      lab.requireTrust();
      const forged = Array.from({ length: 200 }, () => {
        const url = lab.freshCertificateUrl();
        lab.serve(url, async () => new Response('', { status: 404 }));
        return { ...lab.genuine(), SigningCertURL: url };
      });
      await Promise.all(forged.map((message) => lab.post(message)));
      const status = await lab.post(lab.genuine());
      if (status === undefined) throw new Undecided('no answer to a genuine message');
      return isAccepted(status) ? undefined : `a genuine message was answered ${status} after that`;
    },
  },
];

/**
 * Whether the endpoint ends one of the bodies. What is on its way may be what ends it.
 *
 * @param patience time that the endpoint gets, in ms.
 */
async function endsOneOf(
  bodies: readonly OpenBody[],
  lab: Laboratory,
  patience = 0,
): Promise<boolean> {
  const isAnyOver = (): boolean => bodies.some(({ isOver }) => isOver);
  const endsAt = performance.now() + patience;
  do {
    if (isAnyOver()) return true;
    await lab.settle();
  } while (performance.now() < endsAt);
  return isAnyOver();
}
