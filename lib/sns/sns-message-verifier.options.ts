import type { Fetch } from './fetch-bounded.js';
import type { SnsSignatureVersion } from './signature.js';

/**
 * Options of `SnsMessageVerifier`.
 *
 * @publicApi
 */
export interface SnsMessageVerifierOptions {
  /** ARNs of the topics whose messages are accepted; `*` may stand for a whole topic name. */
  readonly topicArns: readonly string[];

  /**
   * Fetches the signing certificates.
   *
   * @default the global `fetch`
   */
  readonly fetch?: Fetch;

  /**
   * Returns the current time, in ms since 1970.
   *
   * @default Date.now
   */
  readonly clock?: () => number;

  /**
   * Maximum age of a message, in ms; older ones are refused.
   *
   * @default 3_900_000 (65 minutes)
   */
  readonly maxMessageAge?: number;

  /**
   * Accepted signature versions.
   *
   * @default ['1', '2']
   */
  readonly signatureVersions?: readonly SnsSignatureVersion[];
}
