import { MisfitSimulator } from 'nestjs-misfit-notification/testing';
import { describe, expect, it } from 'vitest';
import { confirmationUrl, confirmSubscription } from '../../../lib/sns/confirm-subscription.js';
import { SubscriptionConfirmationError } from '../../../lib/sns/errors.js';
import type { Fetch } from '../../../lib/sns/fetch-bounded.js';

const TopicArn = 'arn:aws:sns:us-east-1:819895241319:resource-tp1';

describe('the URL that confirms a subscription', () => {
  it('is that of the API of SNS, with the topic and the token', () => {
    expect(confirmationUrl({ TopicArn, Token: '2336412f37' }).href).toBe(
      'https://sns.us-east-1.amazonaws.com/?Action=ConfirmSubscription' +
        '&TopicArn=arn%3Aaws%3Asns%3Aus-east-1%3A819895241319%3Aresource-tp1&Token=2336412f37',
    );
  });

  it.each([
    ['arn:aws:sns:eu-central-2:123456789012:goals', 'sns.eu-central-2.amazonaws.com'],
    ['arn:aws-cn:sns:cn-north-1:123456789012:goals', 'sns.cn-north-1.amazonaws.com.cn'],
    ['arn:aws-us-gov:sns:us-gov-east-1:123456789012:goals', 'sns.us-gov-east-1.amazonaws.com'],
    ['arn:aws-iso:sns:us-iso-east-1:123456789012:goals', 'sns.us-iso-east-1.c2s.ic.gov'],
    ['arn:aws-eusc:sns:eusc-de-east-1:123456789012:goals', 'sns.eusc-de-east-1.amazonaws.eu'],
  ])('of %s is at %s', (arn, host) => {
    const url = confirmationUrl({ TopicArn: arn, Token: 't' });
    expect(url.origin).toBe(`https://${host}`);
    expect(url.searchParams.get('TopicArn')).toBe(arn);
  });

  it.each([
    ['&Action=Publish'],
    ['a=b&TopicArn=c'],
    ['#fragment'],
    ['?query'],
    ['a+b c%20d'],
    ['%26%23'],
    ['../../?Action=Unsubscribe'],
    ['@evil.example/'],
    ['\\evil'],
    ['"\'<>`'],
    ['ü🍌'],
    ['a;b,c|d'],
  ])('takes the token %j for a token and nothing else', (Token) => {
    const url = confirmationUrl({ TopicArn, Token });
    expect(`${url.origin}${url.pathname}${url.hash}`).toBe('https://sns.us-east-1.amazonaws.com/');
    expect([...url.searchParams]).toEqual([
      ['Action', 'ConfirmSubscription'],
      ['TopicArn', TopicArn],
      ['Token', Token],
    ]);
  });

  it.each(['', 'resource-tp1', 'arn:aws:sns:us-east-1@evil.example/:819895241319:a'])(
    'does not exist for the topic %j',
    (arn) => {
      expect(() => confirmationUrl({ TopicArn: arn, Token: 't' })).toThrow(
        new TypeError('TopicArn is not the ARN of an SNS topic'),
      );
    },
  );
});

describe('confirming a subscription', () => {
  it('asks SNS, and not the URL in the message', async () => {
    const simulator = new MisfitSimulator();
    const message = simulator.subscriptionConfirmation() as never as { Token: string };
    const received = { TopicArn, Token: message.Token, SubscribeURL: 'https://evil.example/' };
    await confirmSubscription(simulator.fetch, received, 1_000);
    expect(simulator.requests).toEqual([{ url: confirmationUrl(received).href, status: 200 }]);
  });

  it('fails when SNS does not know the token', async () => {
    const { fetch } = new MisfitSimulator();
    const confirmation = confirmSubscription(fetch, { TopicArn, Token: 'unknown' }, 1_000);
    await expect(confirmation).rejects.toBeInstanceOf(SubscriptionConfirmationError);
    await expect(confirmation).rejects.toMatchObject({
      code: 'CONFIRMATION_FAILED',
      message: expect.stringContaining('answered 400') as string,
    });
  });

  it.each<[string, Fetch, RegExp]>([
    ['cannot be reached', () => Promise.reject(new TypeError('fetch failed')), /fetch failed/],
    ['answers with a redirect', async () => Response.redirect('https://evil.example/', 302), /302/],
    ['does not answer', () => new Promise(() => undefined), /did not answer within 20 ms/],
  ])('fails when SNS %s', async (_, fetch, reason) => {
    const confirmation = confirmSubscription(fetch, { TopicArn, Token: 't' }, 20);
    await expect(confirmation).rejects.toBeInstanceOf(SubscriptionConfirmationError);
    await expect(confirmation).rejects.toThrow(reason);
    await expect(confirmation).rejects.toHaveProperty('cause.message');
  });
});
