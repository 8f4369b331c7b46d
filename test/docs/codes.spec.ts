import { describe, expect, it } from 'vitest';
import { DeliveryError, HandlersFailedError } from '../../lib/delivery/errors.js';
import { BodyError } from '../../lib/http/refusals/errors.js';
import { statusOf } from '../../lib/http/refusals/status-of.js';
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
import { PublicTypes } from './public-types.js';
import { tableAfter, unquoted } from './tables.js';

const types = new PublicTypes();

const errors = [
  ...(types.membersOf('SnsVerificationErrorCode') as SnsVerificationErrorCode[]).map(
    (code) => new SnsVerificationError(code, ''),
  ),
  ...(types.membersOf('BodyErrorCode') as BodyErrorCode[]).map((code) => new BodyError(code, '')),
  ...(types.membersOf('DeliveryErrorCode') as DeliveryErrorCode[]).map(
    (code) => new DeliveryError(code, ''),
  ),
  new CertificateUnavailableError(),
  new EndpointTestError(),
  new ForeignAppError(),
  new HandlersFailedError([]),
  new MalformedNotificationError(),
  new SubscriptionConfirmationError(),
];

describe('the table of codes', () => {
  it('lists every code with the status that it is answered with', () => {
    const expected = errors.map((error) => [error.code, statusOf(error)]);
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

describe('the table of errors of the SQLite file', () => {
  it('lists every code', () => {
    const rows = tableAfter('docs/codes.md', '## Errors of the SQLite file');
    const documented = rows.map(({ code }) => unquoted(code));
    expect(documented.toSorted()).toEqual(types.membersOf('SqliteFileErrorCode').toSorted());
  });
});
