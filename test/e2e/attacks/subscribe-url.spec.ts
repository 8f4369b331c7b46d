import { describe, expect, it } from 'vitest';
import type { SignedSnsMessage } from 'nestjs-misfit-notification/testing';
import {
  AttackLab,
  CERTIFICATE_URL,
  refused,
  simulator,
  taken,
} from '../../support/hostile/attack-lab.js';
import { LoopbackSns } from '../../support/sns/loopback-sns.js';

type Confirmation = SignedSnsMessage & { Token: string; SubscribeURL: string };

const TARGETS = [
  'http://169.254.169.254/latest/meta-data/iam/security-credentials/',
  'https://169.254.169.254/?Action=ConfirmSubscription',
  'http://127.0.0.1:6379/',
  'http://[::1]/',
  'file:///etc/passwd',
  'gopher://127.0.0.1:11211/_flush_all',
  'https://sns.us-east-1.amazonaws.com@attacker.example/?Action=ConfirmSubscription',
  'https://attacker.example/?Action=ConfirmSubscription&TopicArn=x&Token=y',
  'no URL at all',
];

const confirmation = () => simulator.subscriptionConfirmation() as Confirmation;

/** Where a subscription is to be confirmed, by the description of SNS's API. */
const confirmUrl = ({ TopicArn, Token }: Confirmation) =>
  `https://sns.us-east-1.amazonaws.com/?Action=ConfirmSubscription&TopicArn=${encodeURIComponent(TopicArn)}&Token=${Token}`;

describe('the SubscribeURL of a confirmation', () => {
  it('is not followed, even where it is signed', async () => {
    const lab = await AttackLab.open('express');
    let certificate = [CERTIFICATE_URL];
    for (const SubscribeURL of TARGETS) {
      const message = simulator.sign({ ...confirmation(), SubscribeURL } as Confirmation);
      const requests = [...certificate, confirmUrl(message as Confirmation)];
      const outcome = await lab.post(message);
      expect(outcome, SubscribeURL).toEqual(taken(requests, 'SubscriptionConfirmed'));
      certificate = [];
    }
  });

  it('sends the server nowhere when it is changed on the way', async () => {
    const lab = await AttackLab.open('express');
    let certificate = [CERTIFICATE_URL];
    for (const SubscribeURL of TARGETS) {
      const outcome = await lab.post({ ...confirmation(), SubscribeURL });
      expect(outcome, SubscribeURL).toEqual(refused(403, 'SIGNATURE_INVALID', certificate));
      certificate = [];
    }
  });

  it('sends the server nowhere when nobody has signed it', async () => {
    const lab = await AttackLab.open('express');
    for (const SubscribeURL of TARGETS) {
      const { SignatureVersion, Signature, SigningCertURL, ...unsigned } = confirmation();
      const outcome = await lab.post({ ...unsigned, SubscribeURL });
      expect(outcome, SubscribeURL).toEqual(refused(400, 'MALFORMED_MESSAGE'));
      expect([SignatureVersion, Signature, SigningCertURL]).not.toContain(undefined);
    }
  });

  it('leads nowhere by a redirect of the confirmation', async () => {
    const sns = await LoopbackSns.start((request, response) => {
      if (request.url === '/stolen') return response.end('secret');
      return response.writeHead(302, { location: '/stolen' }).end();
    });
    const lab = await AttackLab.open('express', {
      fetch: (url, init) =>
        url.href === CERTIFICATE_URL ? simulator.fetch(url) : sns.fetch(url, init),
    });
    const message = confirmation();

    expect(await lab.post(message)).toEqual(
      refused(503, 'CONFIRMATION_FAILED', [CERTIFICATE_URL, confirmUrl(message)]),
    );
    expect(sns.requested).toEqual(
      [new URL(confirmUrl(message)).search].map((query) => `/${query}`),
    );
  });
});

describe('an UnsubscribeConfirmation', () => {
  it('is reported, and never followed: a GET would subscribe again', async () => {
    const lab = await AttackLab.open('express');
    const message = simulator.unsubscribeConfirmation();

    expect(await lab.post(message)).toEqual(taken([CERTIFICATE_URL], 'SubscriptionCancelled'));
    expect(await lab.post(message)).toMatchObject({ status: 200, requests: [] });
  });

  it('cannot be relabelled as a SubscriptionConfirmation', async () => {
    const lab = await AttackLab.open('express');
    const message = { ...simulator.unsubscribeConfirmation(), Type: 'SubscriptionConfirmation' };

    expect(await lab.post(message)).toEqual(refused(403, 'SIGNATURE_INVALID', [CERTIFICATE_URL]));
  });

  it('cannot be forged from a SubscriptionConfirmation', async () => {
    const lab = await AttackLab.open('express');
    const message = { ...confirmation(), Type: 'UnsubscribeConfirmation' };

    expect(await lab.post(message)).toEqual(refused(403, 'SIGNATURE_INVALID', [CERTIFICATE_URL]));
  });
});
