import { describe, expect, it } from 'vitest';
import { parseTopicArn } from '../../../lib/sns/topic-arn.js';

const ACCOUNT = 'arn:aws:sns:us-east-1:819895241319';
const TOPIC = `${ACCOUNT}:resource-tp1`;

describe('the ARN of a topic', () => {
  it('has a partition, a region, an account and a name', () => {
    expect(parseTopicArn(TOPIC)).toEqual({
      arn: TOPIC,
      partition: 'aws',
      region: 'us-east-1',
      account: '819895241319',
      name: 'resource-tp1',
    });
  });

  it.each([
    ['a wildcard for the name', `${ACCOUNT}:*`],
    ['an empty name', `${ACCOUNT}:`],
    ['no name', ACCOUNT],
    ['the id of a subscription', `${TOPIC}:00000000-0000-4000-8000-000000000000`],
    ['a path for the name', `${ACCOUNT}:../666666666666`],
    ['a name of 257 characters', `${ACCOUNT}:${'x'.repeat(257)}`],
    ['a host in the region', 'arn:aws:sns:us-east-1.attacker.example/:819895241319:resource-tp1'],
    ['an account of 13 digits', 'arn:aws:sns:us-east-1:8198952413190:resource-tp1'],
    ['another ARN before it', `arn:aws:sns:us-east-1:666666666666:mine,${TOPIC}`],
    ['another service', 'arn:aws:sqs:us-east-1:819895241319:resource-tp1'],
    ['capitals', TOPIC.toUpperCase()],
    ['a blank before it', ` ${TOPIC}`],
    ['a newline after it', `${TOPIC}\n`],
    ['nothing', ''],
    ['a list', [TOPIC]],
  ])('is refused with %s', (_, arn) => {
    expect(parseTopicArn(arn)).toBeUndefined();
  });
});
