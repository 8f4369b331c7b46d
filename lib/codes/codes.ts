import { BODY_CODES } from './body-codes.js';
import type { CodeTable } from './code-table.js';
import { DELIVERY_CODES } from './delivery-codes.js';
import { VERIFICATION_CODES } from './verification-codes.js';

/** Codes of errors that have a class of their own, and of reports without an error. */
const OTHER_CODES = {
  MALFORMED_NOTIFICATION: {
    status: 400,
    meaning: 'The message is genuine, but its `Message` is not a JSON array',
    remedy: "Check `topicArns`: the topic does not publish Misfit's updates",
  },
  MALFORMED_UPDATE: {
    status: 200,
    meaning: 'One update of a notification was skipped; the others are handled',
    remedy: 'Report it to Misfit; the log says what is wrong with it',
  },
  APP_NOT_ALLOWED: {
    status: 403,
    meaning: 'The endpoint test belongs to another Misfit app than `appId`',
    remedy: "Compare `appId` with your app in Misfit's developer portal",
  },
  CERTIFICATE_UNAVAILABLE: {
    status: 503,
    meaning: 'The signing certificate could not be downloaded',
    remedy:
      "Allow HTTPS to the SNS endpoint of the topic's region, or set `fetch` to go through a proxy",
  },
  CONFIRMATION_FAILED: {
    status: 503,
    meaning: 'SNS did not accept the confirmation of a subscription',
    remedy:
      'Check that outgoing HTTPS works. An unconfirmed subscription ends after 48 hours: start it ' +
      'again',
  },
  ENDPOINT_TEST_FAILED: {
    status: 503,
    meaning:
      'Misfit did not accept the answer to its endpoint test, or too many tests arrived at once',
    remedy: 'Check that HTTPS to `build.misfit.com` works, then press "Test Endpoint" again',
  },
  HANDLER_FAILED: {
    status: 503,
    meaning: 'At least one handler failed or was late. Each failure has its own log line',
    remedy: 'Fix the handler, or choose a durable delivery',
    see: { 'Durable delivery': 'durable-delivery.md' },
  },
  UNEXPECTED_ERROR: {
    status: 503,
    meaning: 'A fault of the program: an error that no other code stands for',
    remedy: 'Look for the stack trace in the log. If this package has thrown it, please report it',
  },
} as const satisfies CodeTable;

/** Every code. docs/codes.md is generated from this table: `npm run update:codes`. */
export const CODES = {
  ...VERIFICATION_CODES,
  ...BODY_CODES,
  ...DELIVERY_CODES,
  ...OTHER_CODES,
} as const;

/**
 * Why a request was not accepted, or a part of it was skipped. docs/codes.md says what each code
 * means and what to do.
 *
 * @publicApi
 */
export type MisfitCode = keyof typeof CODES;

/**
 * The codes on `rejections$`. Failures of handlers are reported on `failures$` instead, and faults
 * of the program in the log only.
 *
 * @publicApi
 */
export type MisfitRejectionCode = Exclude<MisfitCode, 'HANDLER_FAILED' | 'UNEXPECTED_ERROR'>;
