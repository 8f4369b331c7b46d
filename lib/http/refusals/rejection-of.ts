import type { MisfitCode } from '../../codes/codes.js';
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
  type RefusedMessage,
} from '../../sns/errors.js';
import { BodyError } from './errors.js';

const REJECTIONS = [
  BodyError,
  CertificateUnavailableError,
  DeliveryError,
  EndpointTestError,
  ForeignAppError,
  MalformedNotificationError,
  SnsVerificationError,
  SubscriptionConfirmationError,
] as const;

/** Why a request is not answered 200. */
export interface Refusal extends RefusedMessage {
  readonly code: MisfitCode;
  readonly reason: string;
}

/**
 * The rejection that an error of this package stands for. `undefined` for any other error, even one
 * with a `code` as Node's own errors have: that is a fault of the program.
 */
export function rejectionOf(error: unknown): MisfitRejection | undefined {
  if (!isRejection(error)) return undefined;
  const { code, message: reason } = error;
  return error instanceof SnsVerificationError
    ? { code, reason, ...error.refused }
    : { code, reason };
}

/** The refusal that any error stands for. */
export function refusalOf(error: unknown): Refusal {
  const rejection = rejectionOf(error);
  if (rejection !== undefined) return rejection;
  const { message: reason } = describeError(error);
  const code = error instanceof HandlersFailedError ? error.code : 'UNEXPECTED_ERROR';
  return { code, reason };
}

function isRejection(error: unknown): error is InstanceType<(typeof REJECTIONS)[number]> {
  return REJECTIONS.some((ErrorClass) => error instanceof ErrorClass);
}
