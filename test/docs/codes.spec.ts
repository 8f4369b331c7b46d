import { describe, expect, it } from 'vitest';
import { DeliveryError, HandlersFailedError } from '../../lib/delivery/errors.js';
import { BodyError } from '../../lib/http/errors.js';
import { statusOf } from '../../lib/http/status-of.js';
import type {
  BodyErrorCode,
  DeliveryErrorCode,
  SnsVerificationErrorCode,
} from '../../lib/index.js';
import {
  EndpointTestError,
  ForeignAppError,
  MalformedNotificationError,
} from '../../lib/misfit/errors.js';
import {
  CertificateUnavailableError,
  SnsVerificationError,
  SubscriptionConfirmationError,
} from '../../lib/sns/errors.js';
import { tableAfter, unquoted } from './tables.js';

/** The compiler sees to it that no code is missing. */
const MESSAGE_CODES = Object.keys({
  CERTIFICATE_REFUSED: true,
  CERTIFICATE_URL_REFUSED: true,
  HEADER_MISMATCH: true,
  MALFORMED_MESSAGE: true,
  MESSAGE_FROM_FUTURE: true,
  MESSAGE_TOO_OLD: true,
  RAW_DELIVERY: true,
  SIGNATURE_INVALID: true,
  SIGNATURE_VERSION_REFUSED: true,
  TOPIC_NOT_ALLOWED: true,
} satisfies Record<SnsVerificationErrorCode, true>) as SnsVerificationErrorCode[];

const BODY_CODES = Object.keys({
  BODY_ABORTED: true,
  BODY_CONSUMED: true,
  BODY_TIMEOUT: true,
  BODY_TOO_LARGE: true,
} satisfies Record<BodyErrorCode, true>) as BodyErrorCode[];

const DELIVERY_CODES = Object.keys({
  HANDLER_TIMEOUT: true,
  IDEMPOTENCY_STORE_UNAVAILABLE: true,
  IN_PROGRESS: true,
  OVERLOADED: true,
  QUEUE_UNAVAILABLE: true,
  SHUTTING_DOWN: true,
} satisfies Record<DeliveryErrorCode, true>) as DeliveryErrorCode[];

const ERRORS = [
  ...MESSAGE_CODES.map((code) => new SnsVerificationError(code, '')),
  ...BODY_CODES.map((code) => new BodyError(code, '')),
  ...DELIVERY_CODES.map((code) => new DeliveryError(code, '')),
  new CertificateUnavailableError(),
  new EndpointTestError(),
  new ForeignAppError(),
  new HandlersFailedError([]),
  new MalformedNotificationError(),
  new SubscriptionConfirmationError(),
];

describe('the table of codes', () => {
  it('lists every code with the status that it is answered with', () => {
    const expected = ERRORS.map((error) => [error.code, statusOf(error)]);
    // A malformed update is skipped; its notification is answered for the others.
    expected.push(['MALFORMED_UPDATE', 200]);

    const rows = tableAfter('docs/codes.md', '<!-- codes:begin -->');
    const documented = rows.map(({ code, status }) => [unquoted(code), Number(status)]);
    expect(Object.fromEntries(documented)).toEqual(Object.fromEntries(expected));
  });

  it('says what each code means and what to do', () => {
    for (const { code, meaning, remedy } of tableAfter('docs/codes.md', '<!-- codes:begin -->')) {
      expect(meaning, code).not.toBe('');
      expect(remedy, code).not.toBe('');
    }
  });
});
