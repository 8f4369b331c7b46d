import { describe, expect, it } from 'vitest';
import { MISFIT_TOPIC_ARNS } from 'nestjs-misfit-notification';
import { ADAPTERS } from '../../support/apps/adapters.js';
import {
  AttackLab,
  CERTIFICATE_URL,
  delivered,
  notification,
  refused,
  simulator,
  taken,
} from '../../support/hostile/attack-lab.js';

interface Handshake {
  readonly Type: string;
  readonly SubscribeURL: string;
  readonly TopicArn: string;
  readonly Token: string;
  readonly Timestamp: string;
  readonly Message: string;
}

const APP = '554dcf3cbf1f69944e599eed';
const ORIGIN = 'https://build.misfit.com';
const APP_PATH = `${ORIGIN}/apps/${APP}/`;

const handshake = (app = APP) => simulator.endpointTest(app) as Handshake;
const MALFORMED = refused(400, 'MALFORMED_MESSAGE');

/** The URL with one thing wrong. */
const WRONG_URLS: Readonly<Record<string, (url: string) => string>> = {
  'another host': (url) => url.replace(ORIGIN, 'https://attacker.example'),
  'a host that ends the same': (url) => url.replace('build.', 'evil-build.'),
  'a host that begins the same': (url) => url.replace('.com', '.com.attacker.example'),
  'a sister host': (url) => url.replace('build.', 'api.'),
  'a host in capitals': (url) => url.replace('build.misfit', 'BUILD.misfit'),
  'a host with a final dot': (url) => url.replace('.com', '.com.'),
  'a userinfo': (url) => url.replace('build.', 'user@build.'),
  'the host as a userinfo': (url) => url.replace('.com', '.com@169.254.169.254'),
  'a backslash': (url) => url.replace('.com/', '.com\\@attacker.example/'),
  'a port': (url) => url.replace('.com', '.com:8443'),
  'the default port': (url) => url.replace('.com', '.com:443'),
  'plain HTTP': (url) => url.replace('https:', 'http:'),
  'capitals in the scheme': (url) => url.replace('https:', 'HTTPS:'),
  'another path': (url) => url.replace('verify_endpoint', 'delete'),
  'a longer path': (url) => url.replace('verify_endpoint', 'verify_endpoint/..'),
  'a step up': (url) => url.replace('/apps/', '/apps/../apps/'),
  'an encoded step up': (url) => url.replace('/apps/', '/%2e%2e/apps/'),
  'a doubled slash': (url) => url.replace('/apps/', '//apps/'),
  'no app id': (url) => url.replace(APP, ''),
  'a short app id': (url) => url.replace(APP, APP.slice(1)),
  'a long app id': (url) => url.replace(APP, `${APP}0`),
  'an app id in capitals': (url) => url.replace(APP, APP.toUpperCase()),
  'an app id of other letters': (url) => url.replace(APP, APP.replace('e', 'g')),
  'no query': (url) => url.slice(0, url.indexOf('?')),
  'a query in another order': () => `${APP_PATH}verify_endpoint?challenge=a&verify_token=b`,
  'one more parameter': (url) => `${url}&next=https://attacker.example`,
  'a fragment': (url) => `${url}#x`,
  'a blank before': (url) => ` ${url}`,
  'a newline after': (url) => `${url}\n`,
  'a tab inside': (url) => url.replace('misfit', 'mis\tfit'),
  'an endless token': (url) => url.replace('verify_token=', `verify_token=${'a'.repeat(4_096)}`),
};

/** The message with one thing wrong. */
const WRONG_FIELDS: Readonly<Record<string, object>> = {
  'a Signature of null': { Signature: null },
  'an empty Signature': { Signature: '' },
  'a SignatureVersion': { SignatureVersion: '1' },
  'a SigningCertURL': { SigningCertURL: CERTIFICATE_URL },
  'a MessageId': { MessageId: '11111111-2222-4333-8444-555555555555' },
  'another topic of Misfit’s': { TopicArn: simulator.topicArn },
  'somebody’s topic': { TopicArn: 'arn:aws:sns:us-east-1:666666666666:test' },
  'a longer topic': { TopicArn: 'arn:aws:sns:us-east-1:819895241319:test2' },
  'a list of topics': { TopicArn: ['arn:aws:sns:us-east-1:819895241319:test'] },
  'another type': { Type: 'UnsubscribeConfirmation' },
  'a list of types': { Type: ['SubscriptionConfirmation'] },
  'no Token': { Token: undefined },
  'a Token that is a number': { Token: 1 },
  'no Timestamp': { Timestamp: undefined },
  'a Timestamp of another form': { Timestamp: '2015-07-20 08:44:49 UTC' },
  'no Message': { Message: undefined },
  'a Message that is a list': { Message: [] },
  'a list of URLs': { SubscribeURL: [handshake().SubscribeURL] },
  'no URL': { SubscribeURL: undefined },
};

describe.each(ADAPTERS)('an imitation of Misfit’s unsigned endpoint test, on %s', (adapter) => {
  it('differs from the real one, which is answered at Misfit’s own site only', async () => {
    const lab = await AttackLab.open(adapter);
    const message = handshake();
    expect(await lab.post(message)).toEqual(taken([message.SubscribeURL], 'EndpointTested'));
  });

  it('sends the server nowhere when its URL has one thing wrong', async () => {
    const lab = await AttackLab.open(adapter);
    for (const [name, spoil] of Object.entries(WRONG_URLS)) {
      const message = handshake();
      const SubscribeURL = spoil(message.SubscribeURL);
      expect(SubscribeURL, name).not.toBe(message.SubscribeURL);
      expect(await lab.post({ ...message, SubscribeURL }), name).toEqual(MALFORMED);
    }
  });

  it('sends the server nowhere when one of its fields is wrong', async () => {
    const lab = await AttackLab.open(adapter);
    for (const [name, fields] of Object.entries(WRONG_FIELDS)) {
      expect(await lab.post({ ...handshake(), ...fields }), name).toEqual(MALFORMED);
    }
  });

  it('sends the server nowhere when its fields are inherited or those of an array', async () => {
    const lab = await AttackLab.open(adapter);
    const text = JSON.stringify(handshake());
    for (const body of [`{"__proto__":${text}}`, `[${text}]`, `"${text.replaceAll('"', '\\"')}"`]) {
      expect(await lab.post(body)).toEqual(MALFORMED);
    }
  });

  it('sends the server nowhere when a header contradicts it', async () => {
    const lab = await AttackLab.open(adapter);
    for (const [name, value] of [
      ['x-amz-sns-message-type', 'Notification'],
      ['x-amz-sns-topic-arn', simulator.topicArn],
    ] as const) {
      const outcome = await lab.post(handshake(), { [name]: value });
      expect(outcome, name).toEqual(refused(400, 'HEADER_MISMATCH'));
    }
  });

  it('sends the server nowhere when it is the test of another app than appId', async () => {
    const lab = await AttackLab.open(adapter, { appId: APP });
    const foreign = handshake(APP.replace('5', '6'));
    expect(await lab.post(foreign)).toEqual(refused(403, 'APP_NOT_ALLOWED'));

    const own = handshake();
    expect(await lab.post(own)).toEqual(taken([own.SubscribeURL], 'EndpointTested'));
  });

  it('sends the server nowhere when its topic is not among topicArns', async () => {
    const lab = await AttackLab.open(adapter, { topicArns: [simulator.topicArn] });
    expect(await lab.post(handshake())).toEqual(refused(403, 'TOPIC_NOT_ALLOWED'));

    const allowing = await AttackLab.open(adapter, { topicArns: MISFIT_TOPIC_ARNS });
    expect(await allowing.post(handshake())).toMatchObject({ status: 200 });
  });

  it('does not make a later unsigned Notification welcome', async () => {
    const lab = await AttackLab.open(adapter);
    const message = handshake();
    expect(await lab.post(message)).toMatchObject({ status: 200 });

    const genuine = notification();
    const { SignatureVersion, Signature, SigningCertURL, ...unsigned } = genuine;
    expect(await lab.post(unsigned)).toEqual(MALFORMED);
    const signed = { ...unsigned, SignatureVersion, Signature, SigningCertURL };
    expect(await lab.post(signed)).toEqual(delivered(genuine, [CERTIFICATE_URL]));
  });
});
