import { randomBytes } from 'node:crypto';
import type { Attack } from './attack.js';
import { NotJudged } from './not-judged.js';

const CERTIFICATE = `SimpleNotificationService-${randomBytes(16).toString('hex')}.pem`;
const EXACT_HOST = "build the host from the topic's region, and compare it exactly";
const NEVER_FOLLOW =
  'build the confirmation URL from TopicArn and Token; never follow SubscribeURL';
const NOT_SNS = [
  'https://sns.s3-us-west-2.amazonaws.com',
  'https://sns.mars-1.amazonaws.com',
  'https://sns.us-west-2.amazonaws.com',
  'https://169.254.169.254',
  'file://sns.us-east-1.amazonaws.com',
];

/** Requests to places of the attacker's choice. */
export const OUTGOING_REQUESTS: readonly Attack[] = [
  {
    name: "certificate on the attacker's server",
    fix: EXACT_HOST,
    run: (lab) => {
      const at = (urlFor: (host: string) => string) => (host: string) => {
        return { ...lab.genuine(), SigningCertURL: urlFor(host) };
      };
      return lab.leavesAlone({
        'plain http': at((host) => `http://${host}/${CERTIFICATE}`),
        https: at((host) => `https://${host}/${CERTIFICATE}`),
        'user name': at((host) => `https://sns.us-east-1.amazonaws.com@${host}/${CERTIFICATE}`),
        query: at((host) => `https://${host}/?https://sns.us-east-1.amazonaws.com/${CERTIFICATE}`),
        backslash: at((host) => `https://${host}\\@sns.us-east-1.amazonaws.com/${CERTIFICATE}`),
      });
    },
  },
  {
    name: 'certificate on a lookalike host',
    needsTrust: true,
    fix: EXACT_HOST,
    run: async (lab) => {
      const start = lab.fetched.length;
      for (const origin of NOT_SNS) {
        await lab.post({ ...lab.genuine(), SigningCertURL: `${origin}/${CERTIFICATE}` });
      }
      await lab.settle();
      const url = lab.fetched.slice(start)[0];
      return url === undefined ? undefined : `the endpoint fetched ${url}`;
    },
  },
  {
    name: 'redirect of the certificate',
    needsTrust: true,
    fix: 'follow no redirect when you download a certificate',
    run: async (lab) => {
      const url = lab.freshCertificateUrl();
      return lab.leavesAlone({
        redirect: (host) => {
          const location = `http://${host}/`;
          lab.serve(url, async () => new Response(null, { status: 302, headers: { location } }));
          return { ...lab.genuine(), SigningCertURL: url };
        },
      });
    },
  },
  {
    name: 'SubscribeURL to the attacker',
    fix: NEVER_FOLLOW,
    run: (lab) => {
      const { simulator } = lab;
      const confirmation = simulator.subscriptionConfirmation();
      const { Signature: _, ...unsigned } = confirmation;
      return lab.leavesAlone({
        unsigned: subscribingAt(unsigned),
        signed: (host) => simulator.sign(subscribingAt(confirmation)(host) as never),
        'endpoint test': subscribingAt(simulator.endpointTest()),
        'end of a subscription': subscribingAt(simulator.unsubscribeConfirmation()),
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
      await lab.settle();
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
      await lab.settle();
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

function subscribingAt(message: object): (host: string) => object {
  return (host) => ({ ...message, SubscribeURL: `http://${host}/` });
}
