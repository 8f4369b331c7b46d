import { LRUCache } from 'lru-cache';
import { isSnsRegion, type SnsRegion } from './sns-endpoint.js';

/** The parts of an SNS topic's ARN. */
export interface TopicArn extends SnsRegion {
  readonly arn: string;
  readonly account: string;
  readonly name: string;
}

// The region becomes part of a host name, so no other characters are allowed.
const FORM =
  /^arn:(aws[a-z-]{0,16}):sns:([a-z]{2,4}(?:-[a-z]+)+-\d{1,2}):(\d{12}):([A-Za-z0-9_-]{1,256}(?:\.fifo)?)$/;

const MAX_LENGTH = 384;

/** A receiver sees the same few topics again and again. */
const parsed = new LRUCache<string, TopicArn>({ max: 100 });

/**
 * The parts of `arn`; `undefined` if it is not the ARN of an SNS topic, or names a region that
 * cannot belong to its partition.
 */
export function parseTopicArn(arn: unknown): TopicArn | undefined {
  if (typeof arn !== 'string' || arn.length > MAX_LENGTH) return undefined;
  const known = parsed.get(arn);
  if (known !== undefined) return known;
  const topic = readTopicArn(arn);
  if (topic !== undefined) parsed.set(arn, topic);
  return topic;
}

function readTopicArn(arn: string): TopicArn | undefined {
  const match = FORM.exec(arn);
  if (match === null) return undefined;
  const [, partition = '', region = '', account = '', name = ''] = match;
  const topic = { arn, partition, region, account, name };
  return isSnsRegion(topic) ? topic : undefined;
}

/** Whether `pattern` is a topic's ARN, or one with `*` in place of the whole topic name. */
export function isTopicArnPattern(pattern: unknown): pattern is string {
  return (
    typeof pattern === 'string' && parseTopicArn(pattern.replace(/:\*$/, ':any-name')) !== undefined
  );
}
