/** The checks that a delivery passes, in order, and the codes of each. */
const CHECKS: readonly (readonly [name: string, codes: readonly string[]])[] = [
  [
    'Body',
    [
      'BODY_TOO_LARGE',
      'BODY_TIMEOUT',
      'BODY_ABORTED',
      'BODY_CONSUMED',
      'BODY_FRAGMENTED',
      'BODY_MEMORY_EXCEEDED',
    ],
  ],
  ['Envelope', ['RAW_DELIVERY', 'MALFORMED_MESSAGE', 'HEADER_MISMATCH']],
  ['Topic', ['TOPIC_NOT_ALLOWED']],
  ['Age', ['MESSAGE_TOO_OLD', 'MESSAGE_FROM_FUTURE']],
  ['Signature version', ['SIGNATURE_VERSION_REFUSED']],
  ['Certificate', ['CERTIFICATE_URL_REFUSED', 'CERTIFICATE_REFUSED', 'CERTIFICATE_UNAVAILABLE']],
  ['Signature', ['SIGNATURE_INVALID']],
  ['Updates', ['MALFORMED_NOTIFICATION']],
];

/** Checks of an endpoint test, which is not signed. */
const ENDPOINT_TEST_CHECKS: typeof CHECKS = [
  ...CHECKS.slice(0, 3),
  ['App', ['APP_NOT_ALLOWED']],
  ['Answer to Misfit', ['ENDPOINT_TEST_FAILED']],
];

/** What a confirmation needs after its signature. */
const CONFIRMATION_CHECKS: typeof CHECKS = [
  ...CHECKS.slice(0, 7),
  ['Confirmation', ['CONFIRMATION_FAILED']],
];

export interface CheckView {
  readonly name: string;
  readonly result: 'passed' | 'failed' | 'skipped';
}

/** The checks of a delivery, with the one that refused it. */
export function checksOf(type: string | undefined, code: string | undefined): CheckView[] {
  const checks = checksFor(type);
  const failed = checks.findIndex(([, codes]) => code !== undefined && codes.includes(code));
  return checks.map(([name], index) => {
    if (failed === -1 || index < failed) return { name, result: 'passed' };
    return { name, result: index === failed ? 'failed' : 'skipped' };
  });
}

function checksFor(type: string | undefined): typeof CHECKS {
  if (type === 'EndpointTest') return ENDPOINT_TEST_CHECKS;
  return type?.endsWith('Confirmation') === true ? CONFIRMATION_CHECKS : CHECKS;
}
