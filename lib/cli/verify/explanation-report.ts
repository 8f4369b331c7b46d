import type { X509Certificate } from 'node:crypto';
import { logText } from '../../common/log-text.js';
import { feedSignedText } from '../../sns/signed-text.js';
import { renderTable } from '../frame/table.js';
import type { Style, Terminal } from '../frame/terminal.js';
import type { CapturedRequest } from './captured-request.js';
import type { Check } from './check-list.js';
import type { Explanation } from './explain-message.js';
import { redacted, shortened, withoutSecrets } from './secrets.js';

const STYLES: Readonly<Record<Check['outcome'], Style>> = {
  passed: 'green',
  failed: 'red',
  skipped: 'yellow',
};

/** Longest detail or line of signed text that is printed, in UTF-16 code units. */
const MAX_LINE = 2_000;

export function printExplanation(
  terminal: Terminal,
  capture: CapturedRequest,
  explanation: Explanation,
): void {
  const { checks, envelope, certificate } = explanation;
  terminal.print(`${capture.format}, ${capture.body.length} bytes of body\n`);
  const rows = checks.map(({ name, outcome, code, detail }) => [
    terminal.style(STYLES[outcome], outcome),
    name,
    printable(code === undefined ? detail : `${code}: ${detail}`),
  ]);
  terminal.print(renderTable(terminal, ['outcome', 'check', 'detail'], rows));
  if (envelope !== undefined) {
    terminal.print(terminal.style('bold', '\nSigned text'));
    for (const line of signedLines(explanation)) terminal.print(`  ${printable(line)}`);
    const { Signature, SignatureVersion } = envelope.signature;
    terminal.print(terminal.style('bold', '\nSignature'));
    terminal.print(`  ${printable(shortened(Signature))}, version ${printable(SignatureVersion)}`);
  }
  if (certificate !== undefined) {
    terminal.print(terminal.style('bold', '\nCertificate'));
    const lines = Object.entries(describeCertificate(certificate));
    for (const [name, value] of lines) terminal.print(`  ${name.padEnd(12)}${printable(value)}`);
  }
  terminal.print(`\n${verdictOf(terminal, explanation)}`);
}

/** The same as an object. */
export function explanationAsJson(capture: CapturedRequest, explanation: Explanation): object {
  const { checks, kind, envelope, certificate, refusal } = explanation;
  return {
    verdict: verdict(explanation),
    ...(refusal?.code !== undefined && { code: refusal.code }),
    format: capture.format,
    kind,
    checks,
    ...(envelope && {
      message: redacted(envelope.message),
      signedText: signedLines(explanation).join('\n'),
      signature: {
        version: envelope.signature.SignatureVersion,
        value: shortened(envelope.signature.Signature),
        certificateUrl: withoutSecrets(envelope.signature.SigningCertURL),
      },
    }),
    ...(certificate && { certificate: describeCertificate(certificate) }),
  };
}

function verdict({ kind, refusal }: Explanation): string {
  if (refusal === undefined) return kind === 'endpoint test' ? 'endpoint test' : 'genuine';
  return refusal.code === 'CERTIFICATE_UNAVAILABLE' ? 'undecided' : 'refused';
}

function verdictOf(terminal: Terminal, explanation: Explanation): string {
  const { kind, refusal } = explanation;
  if (refusal === undefined) {
    const meaning = kind === 'endpoint test' ? "Misfit's endpoint test, unsigned." : 'Genuine.';
    return terminal.style(['bold', 'green'], meaning);
  }
  const word = verdict(explanation) === 'undecided' ? 'Undecided' : 'Refused';
  const reason = refusal.code ?? `the check of the ${refusal.name} failed`;
  return `${terminal.style(['bold', 'red'], `${word}: ${reason}.`)} docs/codes.md says what to do.`;
}

function signedLines({ envelope }: Explanation): string[] {
  if (envelope === undefined) return [];
  let text = '';
  feedSignedText(redacted(envelope.message), { update: (part) => (text += part) });
  return text.replace(/\n$/, '').split('\n');
}

function describeCertificate(certificate: X509Certificate): Record<string, string> {
  const { subject, subjectAltName, issuer, validFrom, validTo, publicKey } = certificate;
  return {
    subject: oneLine(subject),
    ...(subjectAltName !== undefined && { names: subjectAltName }),
    issuer: oneLine(issuer),
    valid: `${validFrom} to ${validTo}`,
    key: `${publicKey.asymmetricKeyType}, ${publicKey.asymmetricKeyDetails?.modulusLength} bits`,
    sha256: certificate.fingerprint256,
  };
}

function oneLine(name: string): string {
  return name.split('\n').join(', ');
}

/** Text from outside must not move the cursor of the terminal. */
function printable(text: string): string {
  return logText(text, MAX_LINE);
}
