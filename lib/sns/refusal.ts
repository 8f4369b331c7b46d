import { withoutStackTrace } from '../common/without-stack-trace.js';
import {
  SnsVerificationError,
  type RefusedMessage,
  type SnsVerificationErrorCode,
} from './errors.js';

/** The answer to a message that is refused: no fault of the program, and cheap to make. */
export function refusal(
  code: SnsVerificationErrorCode,
  reason: string,
  refused?: RefusedMessage,
): SnsVerificationError {
  return withoutStackTrace(() => new SnsVerificationError(code, reason, refused));
}
