import { Equals, ValidateIf } from 'class-validator';
import type { AbstractClass } from '../common/abstract-class.js';
import {
  IsFilledLine,
  IsMessageId,
  IsSingleLine,
  IsSnsTimestamp,
  IsText,
  IsTopicArn,
} from './field-rules.js';

/** The fields that SNS signs in a message of every type. */
abstract class SignedFields {
  /** UUID of the message; the same when the message is delivered again. */
  @IsMessageId()
  readonly MessageId!: string;

  /** ARN of the topic that the message was published to. */
  @IsTopicArn()
  readonly TopicArn!: string;

  /** The published text, exactly as signed. */
  @IsText()
  readonly Message!: string;

  /** When the message was published, as `2026-11-24T01:02:03.456Z`. */
  @IsSnsTimestamp()
  readonly Timestamp!: string;
}

/** The signed fields of the two messages about the subscription itself. */
abstract class SubscriptionFields extends SignedFields {
  /** Lets anyone who has it confirm the subscription, for two days. */
  @IsFilledLine()
  readonly Token!: string;

  /** Never to be followed: confirm with `Token` and `TopicArn` at the topic's own endpoint. */
  @IsFilledLine()
  readonly SubscribeURL!: string;
}

/**
 * A published message.
 *
 * @see https://docs.aws.amazon.com/sns/latest/dg/http-notification-json.html
 * @publicApi
 */
export class SnsNotification extends SignedFields {
  @Equals('Notification')
  readonly Type!: 'Notification';

  /** Subject of the message; absent if it was published without one. */
  @ValidateIf((message: SnsNotification) => message.Subject !== undefined)
  @IsSingleLine()
  readonly Subject?: string;
}

/**
 * Asks the endpoint whether it wants to be subscribed to the topic.
 *
 * @see https://docs.aws.amazon.com/sns/latest/dg/http-subscription-confirmation-json.html
 * @publicApi
 */
export class SnsSubscriptionConfirmation extends SubscriptionFields {
  @Equals('SubscriptionConfirmation')
  readonly Type!: 'SubscriptionConfirmation';
}

/**
 * Tells the endpoint that its subscription has ended. A GET to its `SubscribeURL` would subscribe
 * the endpoint again.
 *
 * @see https://docs.aws.amazon.com/sns/latest/dg/http-unsubscribe-confirmation-json.html
 * @publicApi
 */
export class SnsUnsubscribeConfirmation extends SubscriptionFields {
  @Equals('UnsubscribeConfirmation')
  readonly Type!: 'UnsubscribeConfirmation';
}

/**
 * A verified message of SNS, with the signed fields only. `Type` tells which of the three it is.
 *
 * @publicApi
 */
export type SnsMessage = SnsNotification | SnsSubscriptionConfirmation | SnsUnsubscribeConfirmation;

/** The class that verified messages of all types extend. @publicApi */
export const SnsMessage = SignedFields as AbstractClass<SnsMessage>;

/** How a message is signed: the part of the envelope that is not itself signed. */
export class SnsSignature {
  @IsFilledLine()
  readonly SignatureVersion!: string;

  @IsFilledLine()
  readonly Signature!: string;

  @IsFilledLine()
  readonly SigningCertURL!: string;
}
