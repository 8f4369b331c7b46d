import { describe, expect, it } from 'vitest';
import { SnsMessageVerifier } from '../../../lib/sns/sns-message-verifier.js';
import { TopicAllowList } from '../../../lib/sns/topic-allow-list.js';

const ACCOUNT = 'arn:aws:sns:us-east-1:819895241319';
const TOPIC = `${ACCOUNT}:resource-tp1`;

describe('the list of allowed topics', () => {
  it.each([
    [TOPIC, TOPIC],
    [`${ACCOUNT}:*`, TOPIC],
    [`${ACCOUNT}:*`, `${ACCOUNT}:test`],
    [`${ACCOUNT}:*`, `${ACCOUNT}:orders.fifo`],
    [`${ACCOUNT}:orders.fifo`, `${ACCOUNT}:orders.fifo`],
    ['arn:aws-cn:sns:cn-north-1:123456789012:*', 'arn:aws-cn:sns:cn-north-1:123456789012:goals'],
  ])('with %s has %s', (pattern, topic) => {
    expect(new TopicAllowList([pattern]).allows(topic)).toBe(true);
    expect(new TopicAllowList([`${ACCOUNT}:other`, pattern]).allows(topic)).toBe(true);
  });

  it.each([
    [TOPIC, `${ACCOUNT}:resource-tp2`],
    [TOPIC, `${TOPIC}2`],
    [TOPIC, `${ACCOUNT}:resource-tp`],
    [TOPIC, `${TOPIC}0`],
    [TOPIC, `${TOPIC}.fifo`],
    [TOPIC, `${ACCOUNT}:Resource-tp1`],
    [TOPIC, `${ACCOUNT}:RESOURCE-TP1`],
    [TOPIC, `${TOPIC}:*`],
    [TOPIC, `${TOPIC}:4a0d3c1e-0000-4000-8000-000000000000`],
    [`${ACCOUNT}:*`, 'arn:aws:sns:us-east-1:819895241310:resource-tp1'],
    [`${ACCOUNT}:*`, 'arn:aws:sns:us-west-2:819895241319:resource-tp1'],
    [`${ACCOUNT}:*`, 'arn:aws:sns:us-east-1:819895241318:resource-tp1'],
    [`${ACCOUNT}:*`, 'arn:aws:sns:us-east-1:666666666666:819895241319'],
    [`${ACCOUNT}:*`, 'arn:aws-cn:sns:us-east-1:819895241319:resource-tp1'],
    [`${ACCOUNT}:*`, 'arn:aws-cn:sns:cn-north-1:819895241319:resource-tp1'],
    [`${ACCOUNT}:*`, 'arn:aws-us-gov:sns:us-gov-west-1:819895241319:resource-tp1'],
    [`${ACCOUNT}:*`, `${ACCOUNT}:a:b`],
    [`${ACCOUNT}:*`, ACCOUNT],
    [`${ACCOUNT}:*`, ''],
    [`${ACCOUNT}:orders.fifo`, `${ACCOUNT}:orders`],
    [`${ACCOUNT}:orders`, `${ACCOUNT}:orders.fifo`],
  ])('with %s has not %j', (pattern, topic) => {
    expect(new TopicAllowList([pattern]).allows(topic)).toBe(false);
  });

  it.each([
    ['nothing', ''],
    ['a lone wildcard', '*'],
    ['an account of any number', 'arn:aws:sns:us-east-1:*:resource-tp1'],
    ['any region', 'arn:aws:sns:*:819895241319:resource-tp1'],
    ['any partition', 'arn:*:sns:us-east-1:819895241319:resource-tp1'],
    ['a wildcard within the name', `${ACCOUNT}:resource-*`],
    ['a wildcard before the name', `${ACCOUNT}:*-tp1`],
    ['two wildcards', `${ACCOUNT}:**`],
    ['a wildcard after the name', `${TOPIC}:*`],
    ['another kind of wildcard', `${ACCOUNT}:resource-tp?`],
    ['a wildcard and a newline', `${ACCOUNT}:*\n`],
    ['an account without a topic', ACCOUNT],
    ['an empty name', `${ACCOUNT}:`],
    ['another service', 'arn:aws:sqs:us-east-1:819895241319:resource-tp1'],
    ['an account too short', 'arn:aws:sns:us-east-1:81989524131:resource-tp1'],
    ['a region that is none', 'arn:aws:sns:mars-1:819895241319:resource-tp1'],
    ["another partition's region", 'arn:aws:sns:cn-north-1:819895241319:*'],
    ['a blank before it', ` ${TOPIC}`],
    ['a newline after it', `${TOPIC}\n`],
    ['a name too long', `${ACCOUNT}:${'x'.repeat(257)}`],
    ['no text', null],
    ['a list in the list', [TOPIC]],
  ])('cannot be made with %s', (_, pattern) => {
    const patterns = [TOPIC, pattern] as string[];
    expect(() => new TopicAllowList(patterns)).toThrow(TypeError);
    expect(() => new TopicAllowList(patterns)).toThrow(JSON.stringify(pattern));
    expect(() => new SnsMessageVerifier({ topicArns: patterns })).toThrow(
      /^SnsMessageVerifier: topicArns /,
    );
  });

  it('cannot be empty: TypeError', () => {
    expect(() => new TopicAllowList([])).toThrow(
      new TypeError('topicArns: at least one ARN is needed'),
    );
  });
});
