import type { SnsSignatureVersion } from '../sns/signature.js';
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
   * @default '1', as SNS
   */
  readonly signatureVersion?: SnsSignatureVersion;

  /**
   * Returns the time for message timestamps, in ms since 1970.
   *
   * @default Date.now
   */
  readonly clock?: () => number;

  /**
   * The RSA key to sign with, in PEM, so that several simulators can share one.
   *
   * @default a new key
   */
  readonly privateKey?: string;
}
