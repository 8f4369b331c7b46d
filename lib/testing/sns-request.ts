import type { SignedSnsMessage } from './signed-sns-message.js';

/** The headers that SNS sends with a message. */
export type SnsHeaders = Readonly<Record<string, string>>;

/**
 * A message as the HTTP request that SNS sends.
 *
 * @see https://docs.aws.amazon.com/sns/latest/dg/http-header.html
 * @publicApi
 */
export interface SnsRequest {
  readonly method: 'POST';
  /** By lower-case name. */
  readonly headers: Readonly<Record<string, string>>;
  /** The message as JSON, whatever the content type says. */
  readonly body: string;
}

export function snsRequest(message: object, contentType: string): SnsRequest {
  const headers = headersOf(message, contentType);
  return { method: 'POST', headers, body: JSON.stringify(message, null, 2) };
}

export function headersOf(message: Partial<SignedSnsMessage>, contentType: string): SnsHeaders {
  const { Type, MessageId, TopicArn } = message;
  return {
    'content-type': contentType,
    'user-agent': 'Amazon Simple Notification Service Agent',
    ...(Type !== undefined && { 'x-amz-sns-message-type': Type }),
    ...(MessageId !== undefined && { 'x-amz-sns-message-id': MessageId }),
    ...(TopicArn !== undefined && { 'x-amz-sns-topic-arn': TopicArn }),
    ...(Type === 'Notification' && {
      'x-amz-sns-subscription-arn': `${TopicArn}:00000000-0000-4000-8000-000000000000`,
    }),
  };
}
