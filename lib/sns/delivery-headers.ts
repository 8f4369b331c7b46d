import { refusal } from './refusal.js';

/** HTTP headers by lower-case name, as in Node's `http` module. */
export type DeliveryHeaders = Readonly<Record<string, string | readonly string[] | undefined>>;

export interface HeaderCheckedFields {
  readonly Type: string;
  readonly MessageId?: string;
  readonly TopicArn: string;
}

/**
 * Raw message delivery posts the text without envelope and signature, so it cannot be verified.
 *
 * @see https://docs.aws.amazon.com/sns/latest/dg/sns-large-payload-raw-message-delivery.html
 */
export function refuseRawDelivery(headers: DeliveryHeaders): void {
  const raw = headers['x-amz-sns-rawdelivery'];
  if (raw === undefined || raw === 'false') return;
  throw refusal(
    'RAW_DELIVERY',
    'raw message delivery carries no signature: switch it off for this subscription',
  );
}

/**
 * Headers are not signed, but SNS copies them from the message. If present, they must agree with it:
 * otherwise a proxy that routes or filters by headers would see another message than the handlers.
 */
export function checkDeliveryHeaders(fields: HeaderCheckedFields, headers: DeliveryHeaders): void {
  expectHeader('x-amz-sns-message-type', fields.Type, fields, headers);
  expectHeader('x-amz-sns-message-id', fields.MessageId, fields, headers);
  expectHeader('x-amz-sns-topic-arn', fields.TopicArn, fields, headers);
}

function expectHeader(
  name: string,
  expected: string | undefined,
  fields: HeaderCheckedFields,
  headers: DeliveryHeaders,
): void {
  const value = headers[name];
  if (value === undefined || expected === undefined || value === expected) return;
  const { MessageId: messageId, TopicArn: topicArn } = fields;
  throw refusal('HEADER_MISMATCH', `${name} differs from the body`, {
    topicArn,
    ...(messageId !== undefined && { messageId }),
  });
}
