import { format } from 'oxfmt';
import { describe, expect, it } from 'vitest';
import type { CodeRow } from '../../lib/codes/code-table.js';
import { BODY_CODES } from '../../lib/codes/body-codes.js';
import { CODES } from '../../lib/codes/codes.js';
import { DELIVERY_CODES } from '../../lib/codes/delivery-codes.js';
import { VERIFICATION_CODES } from '../../lib/codes/verification-codes.js';
import { DeliveryError, HandlersFailedError } from '../../lib/delivery/errors.js';
import { BodyError } from '../../lib/http/refusals/errors.js';
import { statusOf } from '../../lib/http/refusals/status-of.js';
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
import type { SqliteFileErrorCode } from '../../lib/sqlite/index.js';
import { read, ROOT } from './pages.js';
import { tableAfter, unquoted } from './tables.js';

const PAGE = 'docs/codes.md';
const BLOCK = /(?<=<!-- codes:begin -->\n)[^]*(?=<!-- codes:end -->)/;

/** The codes of a table, which are those of its error. */
function codesOf<Code extends string>(rows: Readonly<Record<Code, CodeRow>>): Code[] {
  return Object.keys(rows) as Code[];
}

const errors = [
  ...codesOf(VERIFICATION_CODES).map((code) => new SnsVerificationError(code, '')),
  ...codesOf(BODY_CODES).map((code) => new BodyError(code, '')),
  ...codesOf(DELIVERY_CODES).map((code) => new DeliveryError(code, '')),
  new CertificateUnavailableError(),
  new EndpointTestError(),
  new ForeignAppError(),
  new HandlersFailedError([]),
  new MalformedNotificationError(),
  new SubscriptionConfirmationError(),
];

describe('the table of codes', () => {
  it('has each error of the package, with the status that it is answered with', () => {
    const expected: [string, number][] = errors.map((error) => [error.code, statusOf(error)]);
    expected.push(['UNEXPECTED_ERROR', statusOf(new TypeError('a bug'))]);
    // A malformed update is skipped; its notification is answered for the others.
    expected.push(['MALFORMED_UPDATE', 200]);

    const rows = Object.entries(CODES).map(([code, { status }]) => [code, status]);
    expect(Object.fromEntries(rows)).toEqual(Object.fromEntries(expected));
  });

  // After a change of the table: npm run update:codes
  it('is the one on the page of codes', async () => {
    const page = read(PAGE).replace(BLOCK, () => table());
    const { code } = await format(PAGE, page);
    await expect(code).toMatchFileSnapshot(ROOT + PAGE);
  });
});

/** The rows by status, as an operator looks for them. */
function table(): string {
  const rows = Object.entries<CodeRow>(CODES);
  const sorted = rows.toSorted(([, one], [, other]) => one.status - other.status);
  const lines = sorted.map(
    ([code, row]) => `| \`${code}\` | ${row.status} | ${row.meaning} | ${remedyOf(row)} |`,
  );
  return ['', '| code | status | meaning | remedy |', '| - | - | - | - |', ...lines, '', ''].join(
    '\n',
  );
}

function remedyOf({ remedy, see }: CodeRow): string {
  const links = Object.entries(see ?? {}).map(([title, page]) => `[${title}](${page})`);
  return links.length === 0 ? remedy : `${remedy}. See ${links.join(' or ')}`;
}

/** The compiler keeps it complete. */
const SQLITE_FILE_CODES: Record<SqliteFileErrorCode, true> = {
  IN_USE: true,
  FOREIGN_FILE: true,
  NEWER_VERSION: true,
  INCOMPLETE: true,
  REPLACED: true,
  DAMAGED: true,
  UNUSABLE: true,
};

describe('the table of errors of the SQLite file', () => {
  it('lists every code', () => {
    const rows = tableAfter('docs/codes.md', '## Errors of the SQLite file');
    const documented = rows.map(({ code }) => unquoted(code));
    expect(documented.toSorted()).toEqual(Object.keys(SQLITE_FILE_CODES).toSorted());
  });
});
