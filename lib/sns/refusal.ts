import { withoutStackTrace } from '../common/without-stack-trace.js';
import {
  SnsVerificationError,
  type RefusedMessage,
  type SnsVerificationErrorCode,
} from './errors.js';

/** Creates the error for a refused message, cheaply: it is not a bug and needs no stack trace. */
export function refusal(
  code: SnsVerificationErrorCode,
  reason: string,
  refused?: RefusedMessage,
): SnsVerificationError {
  return withoutStackTrace(() => new SnsVerificationError(code, reason, refused));
}
