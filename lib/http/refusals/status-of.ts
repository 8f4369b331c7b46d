import { HttpStatus } from '@nestjs/common';
import { ForeignAppError, MalformedNotificationError } from '../../misfit/errors.js';
import { SnsVerificationError, type SnsVerificationErrorCode } from '../../sns/errors.js';
import { BodyError } from './errors.js';

const MALFORMED: ReadonlySet<SnsVerificationErrorCode> = new Set<SnsVerificationErrorCode>([
  'MALFORMED_MESSAGE',
  'RAW_DELIVERY',
  'HEADER_MISMATCH',
]);

/**
 * The status that an error is answered with. SNS takes any 4xx but 429 for final and never delivers
 * the message again: only what no retry can mend may be one. Whatever is not known to be such is
 * 503.
 *
 * @see https://docs.aws.amazon.com/sns/latest/dg/sns-message-delivery-retries.html
 */
export function statusOf(error: unknown): HttpStatus {
  if (error instanceof SnsVerificationError && error.isFinal) {
    return MALFORMED.has(error.code) ? HttpStatus.BAD_REQUEST : HttpStatus.FORBIDDEN;
  }
  if (error instanceof MalformedNotificationError) return HttpStatus.BAD_REQUEST;
  if (error instanceof ForeignAppError) return HttpStatus.FORBIDDEN;
  if (error instanceof BodyError && error.code === 'BODY_TOO_LARGE') {
    return HttpStatus.PAYLOAD_TOO_LARGE;
  }
  return HttpStatus.SERVICE_UNAVAILABLE;
}
