import { setTimeout as sleep } from 'node:timers/promises';
import type { Attack } from './attack.js';
import { Undecided } from './not-judged.js';
import { OpenBody } from './open-body.js';
import { isAccepted, SNS_TIMEOUT } from './post-message.js';

/** Time between two chunks of a slow body, in ms. */
const CHUNK_INTERVAL = 250;
/** Time after which an endpoint must have forgotten that a download failed, in ms. */
const LONGEST_OUTAGE = 10_000;

/** Attacks that mostly wait, and do not disturb each other: they are carried out together. */
export const WAITING_ATTACKS: readonly Attack[] = [
  {
    name: 'body that arrives slowly',
    fix: 'give a body a few seconds to arrive',
    run: async (lab) => {
      const body = new OpenBody(lab.target.url);
      try {
        const deadline = performance.now() + SNS_TIMEOUT;
        while (!body.isOver && performance.now() < deadline) {
          await body.write(Buffer.from(' '));
          await sleep(CHUNK_INTERVAL, undefined, { signal: lab.signal });
        }
        // An endpoint that had no time for its own timer answers no probe either.
        if (!body.isOver && !(await lab.answersProbe())) throw new Undecided('no answer');
        return body.isOver ? undefined : `the endpoint waited for ${SNS_TIMEOUT / 1_000} s`;
      } finally {
        body.destroy();
      }
    },
  },
  {
    name: 'certificate server that hangs',
    needsTrust: true,
    fix: 'give the download of a certificate 5 s in all, and answer 503 then',
    run: async (lab) => {
      const SigningCertURL = lab.freshCertificateUrl();
      lab.serve(SigningCertURL, () => new Promise(() => {}));
      const status = await lab.post({ ...lab.genuine(), SigningCertURL });
      if (status !== undefined) return undefined;
      if (!(await lab.answersProbe())) throw new Undecided('no answer');
      return `no answer within the ${SNS_TIMEOUT / 1_000} s of SNS`;
    },
  },
  {
    name: 'error page in place of a certificate',
    needsTrust: true,
    fix: 'cache nothing but valid certificates, and failures for a few seconds only',
    run: async (lab) => {
      lab.requireTrust();
      const SigningCertURL = lab.freshCertificateUrl();
      const message = () => ({ ...lab.genuine(), SigningCertURL });
      lab.serve(SigningCertURL, async () => new Response('busy', { status: 503 }));
      if (isAccepted(await lab.post(message()))) return 'accepted without a certificate';
      lab.serve(SigningCertURL, () => lab.certificate());
      const endsAt = performance.now() + LONGEST_OUTAGE;
      for (let isLast = false; !isLast;) {
        await sleep(500, undefined, { signal: lab.signal });
        isLast = performance.now() > endsAt;
        const status = await lab.post(message());
        if (isAccepted(status)) return undefined;
        if (status === undefined) throw new Undecided('no answer');
      }
      return `genuine messages are refused for ${LONGEST_OUTAGE / 1_000} s after an outage`;
    },
  },
];
