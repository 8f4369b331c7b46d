import { describeError } from '../../common/describe-error.js';
import { DeliveryError, HandlersFailedError } from '../../delivery/errors.js';
import type { MisfitRejection } from '../../bus/event-streams.js';
import {
  EndpointTestError,
  ForeignAppError,
  MalformedNotificationError,
} from '../../misfit/errors.js';
import {
  CertificateUnavailableError,
  SnsVerificationError,
  SubscriptionConfirmationError,
} from '../../sns/errors.js';
import { BodyError } from './errors.js';

const REFUSALS = [
  BodyError,
  CertificateUnavailableError,
  DeliveryError,
  EndpointTestError,
  ForeignAppError,
  MalformedNotificationError,
  SnsVerificationError,
  SubscriptionConfirmationError,
] as const;

type Refusal = InstanceType<(typeof REFUSALS)[number]>;

/**
 * The rejection that an error of this package stands for. `undefined` for any other error, also one
 * with a `code`, as Node's own have: that is a fault of the program.
 */
export function rejectionOf(error: unknown): MisfitRejection | undefined {
  if (!isRefusal(error)) return undefined;
  const { code, message: reason } = error;
  return error instanceof SnsVerificationError
    ? { code, reason, ...error.refused }
    : { code, reason };
}

/** Why a request is not answered 200: `rejectionOf`, and what other parts report themselves. */
export function refusalOf(error: unknown): MisfitRejection {
  const rejection = rejectionOf(error);
  if (rejection !== undefined) return rejection;
  const { message: reason } = describeError(error);
  return error instanceof HandlersFailedError
    ? { code: error.code, reason }
    : { code: 'UNEXPECTED_ERROR', reason };
}

function isRefusal(error: unknown): error is Refusal {
  return REFUSALS.some((RefusalClass) => error instanceof RefusalClass);
}
