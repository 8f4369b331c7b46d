import type { ClassConstructor } from 'class-transformer';
import { explainViolations } from '../validation/explain-violations.js';
import { isPlainObject, ownValue, type PlainObject } from '../validation/plain-object.js';
import { refusal } from './refusal.js';
import {
  isMessageId,
  isFilledLine,
  isSingleLine,
  isText,
  parseSnsTimestamp,
} from './field-forms.js';
import { decodeSignature } from './signature.js';
import {
  SnsNotification,
  SnsSignature,
  SnsSubscriptionConfirmation,
  SnsUnsubscribeConfirmation,
  type SnsMessage,
} from './sns-message.js';
import { parseTopicArn, type TopicArn } from './topic-arn.js';

/** A message that is not verified yet, with everything that its verification needs. */
export interface SnsEnvelope {
  readonly message: SnsMessage;
  readonly signature: SnsSignature;
  /** The decoded `Signature`; `undefined` unless it is canonical base64. */
  readonly signatureBytes: Buffer | undefined;
  readonly topic: TopicArn;
  /** The message's `Timestamp`, in ms since 1970. */
  readonly sentAt: number;
}

const MESSAGE_TYPES = new Map<unknown, ClassConstructor<SnsMessage>>([
  ['Notification', SnsNotification],
  ['SubscriptionConfirmation', SnsSubscriptionConfirmation],
  ['UnsubscribeConfirmation', SnsUnsubscribeConfirmation],
]);

/**
 * Parses the envelope of an SNS message. Every field must be an own property and is read once. The
 * returned message is a new, frozen object with the signed fields only.
 *
 * @throws SnsVerificationError `MALFORMED_MESSAGE`, naming every broken rule.
 */
export function parseSnsMessage(body: unknown): SnsEnvelope {
  if (!isPlainObject(body)) {
    throw refusal('MALFORMED_MESSAGE', 'the body is not a JSON object');
  }
  return readEnvelope(body) ?? refuse(body);
}

/** Gives the same result as the rules of the DTOs, at a tenth of their cost. */
function readEnvelope(body: PlainObject): SnsEnvelope | undefined {
  const TopicArn = ownValue(body, 'TopicArn');
  const Timestamp = ownValue(body, 'Timestamp');
  const MessageId = ownValue(body, 'MessageId');
  const Message = ownValue(body, 'Message');
  const topic = parseTopicArn(TopicArn);
  const sentAt = parseSnsTimestamp(Timestamp);
  if (!topic || Number.isNaN(sentAt) || !isMessageId(MessageId) || !isText(Message)) {
    return undefined;
  }
  const Signature = ownValue(body, 'Signature');
  const signatureBytes = typeof Signature === 'string' ? decodeSignature(Signature) : undefined;
  // Valid base64 holds no character that `isFilledLine` would refuse.
  if (!signatureBytes?.length && !isFilledLine(Signature)) return undefined;
  const signature = readSignature(body, Signature as string);
  const message = readMessage(body, MessageId, topic.arn, Message, Timestamp as string);
  return message && signature && { message, signature, signatureBytes, topic, sentAt };
}

/** A new object with the signed fields of the message's type. */
function readMessage(
  body: PlainObject,
  MessageId: string,
  TopicArn: string,
  Message: string,
  Timestamp: string,
): SnsMessage | undefined {
  const Type = ownValue(body, 'Type');
  if (Type === 'Notification') {
    const Subject = ownValue(body, 'Subject');
    const fields = { Type, MessageId, TopicArn, Message, Timestamp } as const;
    if (Subject === undefined) return frozen(SnsNotification, fields);
    return isSingleLine(Subject) ? frozen(SnsNotification, { ...fields, Subject }) : undefined;
  }
  if (Type !== 'SubscriptionConfirmation' && Type !== 'UnsubscribeConfirmation') return undefined;
  const Token = ownValue(body, 'Token');
  const SubscribeURL = ownValue(body, 'SubscribeURL');
  if (!isFilledLine(Token) || !isFilledLine(SubscribeURL)) return undefined;
  const fields = { MessageId, TopicArn, Message, Timestamp, Token, SubscribeURL };
  return Type === 'SubscriptionConfirmation'
    ? frozen(SnsSubscriptionConfirmation, { Type, ...fields })
    : frozen(SnsUnsubscribeConfirmation, { Type, ...fields });
}

function frozen<Message extends SnsMessage>(
  MessageClass: new () => Message,
  fields: Message,
): Message {
  return Object.freeze(Object.assign(new MessageClass(), fields));
}

function readSignature(body: PlainObject, Signature: string): SnsSignature | undefined {
  const SignatureVersion = ownValue(body, 'SignatureVersion');
  const SigningCertURL = ownValue(body, 'SigningCertURL');
  return isFilledLine(SignatureVersion) && isFilledLine(SigningCertURL)
    ? { SignatureVersion, Signature, SigningCertURL }
    : undefined;
}

function refuse(body: PlainObject): never {
  const messageId = ownValue(body, 'MessageId');
  const topicArn = ownValue(body, 'TopicArn');
  throw refusal('MALFORMED_MESSAGE', explain(body), {
    ...(isMessageId(messageId) && { messageId }),
    ...(parseTopicArn(topicArn) && { topicArn: topicArn as string }),
  });
}

function explain(body: PlainObject): string {
  const dto = MESSAGE_TYPES.get(ownValue(body, 'Type'));
  if (dto === undefined) return `Type must be one of ${[...MESSAGE_TYPES.keys()].join(', ')}`;
  return [...explainViolations(dto, body), ...explainViolations(SnsSignature, body)].join('; ');
}
