import { IsIn, IsInt, IsOptional, IsString, Max, Min } from 'class-validator';
import { MAX_TIMER } from '../common/with-timeout.js';
import { IsTopicArn } from '../sns/field-rules.js';
import { SIGNATURE_VERSIONS, type SnsSignatureVersion } from '../sns/signature.js';
import { checkOptions } from '../validation/check-options.js';
import { IsFunction } from '../validation/option-rules.js';
import { Printable } from '../validation/printable.js';
import type { DeliveryPolicy } from './delivery-agent.js';

/**
 * Options of `MisfitSimulator`.
 *
 * @publicApi
 */
export interface MisfitSimulatorOptions extends DeliveryPolicy {
  /**
   * The topic to publish to.
   *
   * @default Misfit's own, 'arn:aws:sns:us-east-1:819895241319:resource-tp1'
   */
  readonly topicArn?: string;

  /**
   * The signature version of messages.
   *
   * @default '1', the default of SNS
   */
  readonly signatureVersion?: SnsSignatureVersion;

  /**
   * Returns the current time, in ms since 1970: the timestamp of each message.
   *
   * @default Date.now
   */
  readonly clock?: () => number;

  /**
   * The RSA private key to sign with, in PEM. Several simulators can share one.
   *
   * @default a new key of 2048 bits
   */
  readonly privateKey?: string;
}

class DeliveryPolicyRules implements DeliveryPolicy {
  @Printable() @IsOptional() @IsInt() @Min(0) retries?: number;

  @Printable() @IsOptional() @IsInt() @Min(0) @Max(MAX_TIMER) retryDelay?: number;

  @Printable() @IsOptional() @IsInt() @Min(1) @Max(MAX_TIMER) timeout?: number;

  @Printable() @IsOptional() @IsString() contentType?: string;
}

class MisfitSimulatorRules extends DeliveryPolicyRules implements MisfitSimulatorOptions {
  @Printable() @IsOptional() @IsTopicArn() topicArn?: string;

  @Printable() @IsOptional() @IsIn(SIGNATURE_VERSIONS) signatureVersion?: never;

  @IsOptional() @IsFunction() clock?: never;

  @IsOptional() @IsString() privateKey?: string;
}

/** @throws MisfitNotificationOptionsError naming each option, its value, and the rule it breaks. */
export function checkSimulatorOptions(options: MisfitSimulatorOptions): void {
  checkOptions('MisfitSimulator', MisfitSimulatorRules, options);
}

/** @throws MisfitNotificationOptionsError naming each option, its value, and the rule it breaks. */
export function checkDeliveryPolicy(policy: DeliveryPolicy): void {
  checkOptions('MisfitSimulator', DeliveryPolicyRules, policy);
}
