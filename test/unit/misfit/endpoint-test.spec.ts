import { MisfitSimulator } from 'nestjs-misfit-notification/testing';
import { describe, expect, it } from 'vitest';
import { answerEndpointTest, parseEndpointTest } from '../../../lib/misfit/endpoint-test.js';
import { EndpointTestError } from '../../../lib/misfit/errors.js';
import type { Fetch } from '../../../lib/sns/fetch-bounded.js';
import { SnsMessageVerifier } from '../../../lib/sns/sns-message-verifier.js';
import {
  HAVE_VECTORS,
  unsignedEndpointTest,
  VECTORS_NOTE,
} from '../../support/sns/genuine-vectors.js';
import { refusalOf } from '../../support/observers/refusals.js';

const APP_ID = '554dcf3cbf1f69944e599eed';
const TOPIC = 'arn:aws:sns:us-east-1:819895241319:test';
const HOST = 'https://build.misfit.com';
const QUERY = 'verify_token=$2a$10$abc./DEF&challenge=ca0697846a76a417';

const good = new MisfitSimulator().endpointTest(APP_ID) as Readonly<Record<string, string>>;

describe.skipIf(!HAVE_VECTORS)(`the endpoint test that Misfit has sent${VECTORS_NOTE}`, () => {
  it('is recognised, with its app and the URL to ask', () => {
    const captured = unsignedEndpointTest();
    const test = parseEndpointTest(captured);
    expect(test).toMatchObject({ appId: APP_ID, topicArn: TOPIC });
    expect(test?.verifyUrl.href).toBe(captured.SubscribeURL);
  });

  it('is refused by the verifier, which wants a signature, without a request', async () => {
    const captured = unsignedEndpointTest();
    const requested: unknown[] = [];
    const verifier = new SnsMessageVerifier({
      topicArns: [TOPIC],
      clock: () => Date.parse(captured.Timestamp!),
      fetch: (url) => {
        requested.push(url);
        return Promise.reject(new Error('no network'));
      },
    });
    const refusal = await refusalOf(verifier.verify(captured));
    expect(refusal).toMatchObject({ code: 'MALFORMED_MESSAGE' });
    expect(requested).toEqual([]);
  });
});

describe('an endpoint test', () => {
  it('is recognised from the simulator, too', () => {
    expect(parseEndpointTest(good)).toMatchObject({ appId: APP_ID, topicArn: TOPIC });
  });

  it.each(['MessageId', 'Signature', 'SignatureVersion', 'SigningCertURL'])(
    'has no %s at all, not even an empty one',
    (field) => {
      for (const value of ['x', '', null, undefined]) {
        expect(parseEndpointTest({ ...good, [field]: value })).toBeUndefined();
      }
    },
  );

  it.each(['Type', 'TopicArn', 'Message', 'Token', 'Timestamp', 'SubscribeURL'])(
    'has its own %s, of text',
    (field) => {
      const { [field]: value, ...rest } = good;
      const inherited = Object.assign(Object.create({ [field]: value }) as object, rest);
      for (const body of [rest, { ...rest, [field]: [value] }, { ...rest, [field]: null }]) {
        expect(parseEndpointTest(body)).toBeUndefined();
      }
      expect(parseEndpointTest(inherited)).toBeUndefined();
    },
  );

  it.each([
    ['a notification', { Type: 'Notification' }],
    ['the end of a subscription', { Type: 'UnsubscribeConfirmation' }],
    [
      'for the topic of the updates',
      { TopicArn: 'arn:aws:sns:us-east-1:819895241319:resource-tp1' },
    ],
    ['for a topic of somebody else', { TopicArn: 'arn:aws:sns:us-east-1:666666666666:test' }],
    ['of 30 February', { Timestamp: '2015-02-30T08:44:49.236Z' }],
    ['with a token of two lines', { Token: 'a\nb' }],
    ['with an empty token', { Token: '' }],
    ['with broken Unicode', { Message: '\ud800' }],
  ])('is not %s', (_, change) => {
    expect(parseEndpointTest({ ...good, ...change })).toBeUndefined();
  });

  it.each([[null], [undefined], [7], ['text'], [[good]], [JSON.stringify(good)], [new Map()]])(
    'is not %j',
    (body) => {
      expect(parseEndpointTest(body)).toBeUndefined();
    },
  );

  it('asks the URL that Misfit writes', () => {
    const SubscribeURL = `${HOST}/apps/${APP_ID}/verify_endpoint?${QUERY}`;
    expect(parseEndpointTest({ ...good, SubscribeURL })?.verifyUrl.href).toBe(SubscribeURL);
  });

  it.each([
    ['plain HTTP', `http://build.misfit.com/apps/${APP_ID}/verify_endpoint?${QUERY}`],
    ['another host', `https://evil.example/apps/${APP_ID}/verify_endpoint?${QUERY}`],
    ['a longer host', `${HOST}.evil.example/apps/${APP_ID}/verify_endpoint?${QUERY}`],
    ['a user', `https://build.misfit.com@evil.example/apps/${APP_ID}/verify_endpoint?${QUERY}`],
    ['a port', `${HOST}:8443/apps/${APP_ID}/verify_endpoint?${QUERY}`],
    ['capitals', `https://BUILD.misfit.com/apps/${APP_ID}/verify_endpoint?${QUERY}`],
    ['an app id too short', `${HOST}/apps/554dcf3c/verify_endpoint?${QUERY}`],
    ['an app id in capitals', `${HOST}/apps/${APP_ID.toUpperCase()}/verify_endpoint?${QUERY}`],
    ['a way back', `${HOST}/apps/${APP_ID}/../verify_endpoint?${QUERY}`],
    ['another page', `${HOST}/apps/${APP_ID}/delete?${QUERY}`],
    ['a slash behind the page', `${HOST}/apps/${APP_ID}/verify_endpoint/?${QUERY}`],
    ['no query', `${HOST}/apps/${APP_ID}/verify_endpoint`],
    ['no challenge', `${HOST}/apps/${APP_ID}/verify_endpoint?verify_token=a`],
    ['an empty challenge', `${HOST}/apps/${APP_ID}/verify_endpoint?verify_token=a&challenge=`],
    ['another order', `${HOST}/apps/${APP_ID}/verify_endpoint?challenge=a&verify_token=b`],
    ['one parameter more', `${HOST}/apps/${APP_ID}/verify_endpoint?${QUERY}&a=b`],
    [
      'a parameter in the token',
      `${HOST}/apps/${APP_ID}/verify_endpoint?verify_token=a&b=c&challenge=d`,
    ],
    ['a fragment', `${HOST}/apps/${APP_ID}/verify_endpoint?${QUERY}#a`],
    ['a blank before it', ` ${HOST}/apps/${APP_ID}/verify_endpoint?${QUERY}`],
    ['a newline behind it', `${HOST}/apps/${APP_ID}/verify_endpoint?${QUERY}\n`],
    ['the address of the cloud', `http://169.254.169.254/apps/${APP_ID}/verify_endpoint?${QUERY}`],
  ])('asks no URL with %s', (_, SubscribeURL) => {
    expect(parseEndpointTest({ ...good, SubscribeURL })).toBeUndefined();
  });
});

describe('the answer to an endpoint test', () => {
  const test = parseEndpointTest(good)!;

  it('is one GET to the URL of the test', async () => {
    const requested: unknown[] = [];
    const fetch: Fetch = async (url) => {
      requested.push(url);
      return new Response('OK');
    };
    await answerEndpointTest(fetch, test, 1_000);
    expect(requested).toEqual([test.verifyUrl]);
  });

  it.each<[string, Fetch, string]>([
    ['answers 404', async () => new Response('SECRET', { status: 404 }), 'answered 404'],
    ['redirects', async () => Response.redirect('https://evil.example/', 302), 'answered 302'],
    ['cannot be reached', () => Promise.reject(new Error('no route')), 'no route'],
    ['hangs', () => new Promise(() => undefined), 'did not answer within 20 ms'],
  ])('fails when Misfit %s', async (_, fetch, reason) => {
    const outcome = answerEndpointTest(fetch, test, 20);
    await expect(outcome).rejects.toBeInstanceOf(EndpointTestError);
    await expect(outcome).rejects.toThrow(reason);
    await expect(outcome).rejects.not.toThrow('SECRET');
  });
});
