import { describe, expect, it } from 'vitest';
import { certificateName, snsHost } from '../../../lib/sns/sns-endpoint.js';
import { parseTopicArn } from '../../../lib/sns/topic-arn.js';

const CLASSIC =
  'us-east-1 us-east-2 us-west-1 us-west-2 ca-central-1 sa-east-1 eu-central-1 eu-north-1 ' +
  'eu-west-1 eu-west-2 eu-west-3 ap-northeast-1 ap-northeast-2 ap-northeast-3 ap-south-1 ' +
  'ap-southeast-1 ap-southeast-2';
const OPT_IN =
  'af-south-1 ap-east-1 ap-east-2 ap-south-2 ap-southeast-3 ap-southeast-4 ap-southeast-5 ' +
  'ap-southeast-6 ap-southeast-7 ca-west-1 eu-central-2 eu-south-1 eu-south-2 il-central-1 ' +
  'me-central-1 me-south-1 mx-central-1';

type Row = readonly [partition: string, region: string, host: string, certificate: string];

const ELSEWHERE: readonly Row[] = [
  ['aws-cn', 'cn-north-1', 'sns.cn-north-1.amazonaws.com.cn', 'sns-cn-north-1.amazonaws.com.cn'],
  [
    'aws-cn',
    'cn-northwest-1',
    'sns.cn-northwest-1.amazonaws.com.cn',
    'sns-cn-northwest-1.amazonaws.com.cn',
  ],
  [
    'aws-us-gov',
    'us-gov-west-1',
    'sns.us-gov-west-1.amazonaws.com',
    'sns-us-gov-west-1.amazonaws.com',
  ],
  [
    'aws-us-gov',
    'us-gov-east-1',
    'sns.us-gov-east-1.amazonaws.com',
    'sns-us-gov-west-1.amazonaws.com',
  ],
  ['aws-iso', 'us-iso-east-1', 'sns.us-iso-east-1.c2s.ic.gov', 'sns-us-iso-east-1.c2s.ic.gov'],
  [
    'aws-iso-b',
    'us-isob-east-1',
    'sns.us-isob-east-1.sc2s.sgov.gov',
    'sns-us-isob-east-1.sc2s.sgov.gov',
  ],
  [
    'aws-eusc',
    'eusc-de-east-1',
    'sns.eusc-de-east-1.amazonaws.eu',
    'sns-signing.eusc-de-east-1.amazonaws.eu',
  ],
];

const rows: readonly Row[] = [
  ...CLASSIC.split(' ').map((region): Row => [
    'aws',
    region,
    `sns.${region}.amazonaws.com`,
    'sns.amazonaws.com',
  ]),
  ...OPT_IN.split(' ').map((region): Row => [
    'aws',
    region,
    `sns.${region}.amazonaws.com`,
    `sns-signing.${region}.amazonaws.com`,
  ]),
  ...ELSEWHERE,
];

describe('the endpoint of SNS', () => {
  it.each(rows)('in %s %s is %s, and signs as %s', (partition, region, host, certificate) => {
    const topic = parseTopicArn(`arn:${partition}:sns:${region}:123456789012:goals`)!;
    expect(topic).toMatchObject({ partition, region, account: '123456789012', name: 'goals' });
    expect(snsHost(topic)).toBe(host);
    expect(certificateName(topic)).toBe(certificate);
  });

  it('of a region that is newer than this list signs under a name of its own', () => {
    const topic = parseTopicArn('arn:aws:sns:sa-west-1:123456789012:goals')!;
    expect(certificateName(topic)).toBe('sns-signing.sa-west-1.amazonaws.com');
  });

  it.each([
    ['aws', 's3-us-west-2', 'the host of an S3 bucket'],
    ['aws', 's3', 'S3 without a region'],
    ['aws', 's3-website-us-west-2', 'the host of a website on S3'],
    ['aws', 'mars-1', 'a region that is none'],
    ['aws', 'us-east', 'no number'],
    ['aws', 'us-east-100', 'a number too long'],
    ['aws', 'us-east-1.evil', 'two labels'],
    ['aws', 'us-east-1@evil', 'a userinfo'],
    ['aws', 'us-east-1/evil', 'a path'],
    ['aws', 'us-east-1#', 'a fragment'],
    ['aws', 'us-east-1%2eevil', 'an escape'],
    ['aws', 'US-EAST-1', 'capitals'],
    ['aws', 'us-east-1\n', 'a newline'],
    ['aws', 'us--east-1', 'two hyphens'],
    ['aws', '-us-east-1', 'a hyphen before it'],
    ['aws', 'uş-east-1', 'a letter beyond ASCII'],
    ['aws', '', 'nothing'],
    ['aws', 'cn-north-1', "China's region in the commercial partition"],
    ['aws', 'us-gov-west-1', "GovCloud's region in the commercial partition"],
    ['aws', 'us-iso-east-1', 'an isolated region in the commercial partition'],
    ['aws', 'us-isob-east-1', 'another isolated region in the commercial partition'],
    ['aws', 'eusc-de-east-1', 'the sovereign region in the commercial partition'],
    ['aws-cn', 'us-east-1', "a commercial region in China's partition"],
    ['aws-us-gov', 'us-east-1', 'a commercial region in GovCloud'],
    ['aws-iso', 'us-isob-east-1', 'the region of another isolated partition'],
    ['aws-iso-b', 'us-iso-east-1', 'the region of another isolated partition'],
    ['aws-eusc', 'eu-central-1', 'a commercial region in the sovereign partition'],
    ['aws-mars', 'us-east-1', 'a partition that is none'],
    ['AWS', 'us-east-1', 'a partition in capitals'],
    ['', 'us-east-1', 'no partition'],
  ])('is not looked for in %j %j: %s', (partition, region) => {
    expect(parseTopicArn(`arn:${partition}:sns:${region}:123456789012:goals`)).toBeUndefined();
  });

  it('is unknown in a partition that AWS does not have', () => {
    const mars = { partition: 'aws-mars', region: 'mars-north-1' };
    expect(() => snsHost(mars)).toThrow(new TypeError('unknown AWS partition aws-mars'));
  });
});
