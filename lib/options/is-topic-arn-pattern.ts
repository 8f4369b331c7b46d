import { isTopicArnPattern } from '../sns/topic-arn.js';
import { rule } from '../validation/rule.js';

export const IsTopicArnPattern = rule(
  'isTopicArnPattern',
  'the ARN of an SNS topic, or one with "*" in place of the whole topic name',
  isTopicArnPattern,
);
