import { setTimeout as sleep } from 'node:timers/promises';
import type { Attack } from './attack.js';
import { NotJudged } from './not-judged.js';

const CERTIFICATE = `SimpleNotificationService-${'a'.repeat(32)}.pem`;
const EXACT_HOST = "build the host from the topic's region, and compare it exactly";
const NEVER_FOLLOW =
  'build the confirmation URL from TopicArn and Token; never follow SubscribeURL';
const LOOKALIKES = ['sns.s3-us-west-2.amazonaws.com', 'sns.mars-1.amazonaws.com'];

/** Requests to places of the attacker's choice. */
export const OUTGOING_REQUESTS: readonly Attack[] = [
  {
    name: "certificate on the attacker's server",
    fix: EXACT_HOST,
    run: (lab) => {
      const { host } = lab.canary;
      const urls = {
        'plain http': `http://${host}/${CERTIFICATE}`,
        https: `https://${host}/${CERTIFICATE}`,
        'user name': `https://sns.us-east-1.amazonaws.com@${host}/${CERTIFICATE}`,
        query: `https://${host}/?https://sns.us-east-1.amazonaws.com/${CERTIFICATE}`,
        backslash: `https://${host}\\@sns.us-east-1.amazonaws.com/${CERTIFICATE}`,
      };
      const messages = Object.entries(urls).map(([name, SigningCertURL]) => [
        name,
        { ...lab.genuine(), SigningCertURL },
      ]);
      return lab.leavesAlone(Object.fromEntries(messages) as Record<string, object>);
    },
  },
  {
    name: 'certificate on a lookalike host',
    needsTrust: true,
    fix: EXACT_HOST,
    run: async (lab) => {
      const start = lab.fetched.length;
      for (const host of [...LOOKALIKES, 'sns.us-west-2.amazonaws.com', '169.254.169.254']) {
        await lab.post({ ...lab.genuine(), SigningCertURL: `https://${host}/${CERTIFICATE}` });
      }
      const url = lab.fetched.slice(start)[0];
      return url === undefined ? undefined : `the endpoint fetched ${url}`;
    },
  },
  {
    name: 'redirect of the certificate',
    needsTrust: true,
    fix: 'follow no redirect when you download a certificate',
    run: async (lab) => {
      const message = lab.newSigner().notification([]);
      const location = `http://${lab.canary.host}/`;
      lab.serve(message.SigningCertURL, async () => {
        return new Response(null, { status: 302, headers: { location } });
      });
      return lab.leavesAlone({ redirect: message });
    },
  },
  {
    name: 'SubscribeURL to the attacker',
    fix: NEVER_FOLLOW,
    run: (lab) => {
      const SubscribeURL = `http://${lab.canary.host}/`;
      const { Signature: _, ...unsigned } = lab.simulator.subscriptionConfirmation();
      const signed = lab.simulator.sign({
        ...(lab.simulator.subscriptionConfirmation() as object),
        SubscribeURL,
      } as never);
      const unsubscribed = lab.simulator.unsubscribeConfirmation();
      return lab.leavesAlone({
        unsigned: { ...unsigned, SubscribeURL },
        signed,
        'endpoint test': { ...lab.simulator.endpointTest(), SubscribeURL },
        'end of a subscription': { ...unsubscribed, SubscribeURL },
      });
    },
  },
  {
    name: 'end of a subscription subscribes again',
    needsTrust: true,
    fix: 'fetch nothing for an UnsubscribeConfirmation',
    run: async (lab) => {
      const start = lab.fetched.length;
      await lab.post(lab.simulator.unsubscribeConfirmation());
      await sleep(100);
      const url = lab.fetched.slice(start).find((each) => each.includes('ConfirmSubscription'));
      return url === undefined ? undefined : 'the endpoint confirmed the subscription again';
    },
  },
  {
    name: 'replayed confirmation',
    needsTrust: true,
    fix: 'remember which confirmations were answered, by MessageId',
    run: async (lab) => {
      const message = lab.simulator.subscriptionConfirmation();
      const start = lab.fetched.length;
      for (let copy = 0; copy < 20; copy++) await lab.post(message);
      const { length } = lab.fetched.slice(start).filter((url) => url.includes('Token='));
      return length > 2 ? `20 copies caused ${length} requests` : undefined;
    },
  },
  {
    name: 'message that was handled already',
    fix: 'remember the MessageIds that were handled',
    run: async () => {
      throw new NotJudged('send a message twice, and look whether its handler runs once');
    },
  },
  {
    name: 'secrets and line breaks in the log',
    fix: 'escape what comes from outside, and leave tokens and signatures out',
    run: async () => {
      throw new NotJudged('look at the log of the endpoint');
    },
  },
];
