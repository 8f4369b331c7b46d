import { ArrayNotEmpty, IsArray, IsIn, IsInt, IsOptional, Min } from 'class-validator';
import { IsFunction } from '../validation/option-rules.js';
import { Printable } from '../validation/printable.js';
import type { Fetch } from './fetch-bounded.js';
import { IsTopicArnPattern } from './field-rules.js';
import { SIGNATURE_VERSIONS, type SnsSignatureVersion } from './signature.js';

/**
 * Options of `SnsMessageVerifier`.
 *
 * @publicApi
 */
export interface SnsMessageVerifierOptions {
  /**
   * ARNs of the topics whose messages are accepted, at least one. `*` may stand for a whole topic
   * name, as in `arn:aws:sns:us-east-1:123456789012:*`.
   */
  readonly topicArns: readonly string[];

  /**
   * Fetches the signing certificates. Each download may take 5 s and bring 64 KiB.
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
   * Maximum age of a message, in ms; older ones are refused. Messages dated more than 5 minutes
   * ahead of `clock` are always refused.
   *
   * @default 3_900_000 (65 minutes)
   */
  readonly maxMessageAge?: number;

  /**
   * Accepted signature versions. SNS signs with version 1 (SHA-1) unless the topic's attribute
   * `SignatureVersion` is 2 (SHA-256).
   *
   * @default ['1', '2']
   */
  readonly signatureVersions?: readonly SnsSignatureVersion[];
}

export class SnsMessageVerifierRules {
  @Printable() @IsArray() @ArrayNotEmpty() @IsTopicArnPattern({ each: true }) topicArns?: string[];

  @Printable() @IsOptional() @IsInt() @Min(1) maxMessageAge?: number;

  @Printable()
  @IsOptional()
  @IsArray()
  @ArrayNotEmpty()
  @IsIn(SIGNATURE_VERSIONS, { each: true })
  signatureVersions?: never[];

  @IsOptional() @IsFunction() fetch?: never;

  @IsOptional() @IsFunction() clock?: never;
}
