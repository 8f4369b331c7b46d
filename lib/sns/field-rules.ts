import { rule } from '../validation/rule.js';
import {
  isFilledLine,
  isMessageId,
  isSingleLine,
  isText,
  parseSnsTimestamp,
} from './field-forms.js';
import { isTopicArnPattern, parseTopicArn } from './topic-arn.js';

export const IsMessageId = rule('isMessageId', 'a UUID', isMessageId);

export const IsTopicArn = rule(
  'isTopicArn',
  'the ARN of an SNS topic',
  (value) => parseTopicArn(value) !== undefined,
);

export const IsTopicArnPattern = rule(
  'isTopicArnPattern',
  'the ARN of an SNS topic, or one with "*" in place of the whole topic name',
  isTopicArnPattern,
);

export const IsSnsTimestamp = rule(
  'isSnsTimestamp',
  'a time as SNS writes it (2026-11-24T01:02:03.456Z)',
  (value) => !Number.isNaN(parseSnsTimestamp(value)),
);

export const IsText = rule('isText', 'a string of well-formed Unicode', isText);

export const IsSingleLine = rule('isSingleLine', 'text without control characters', isSingleLine);

export const IsFilledLine = rule(
  'isFilledLine',
  'text of one character or more, none of them a control character',
  isFilledLine,
);
