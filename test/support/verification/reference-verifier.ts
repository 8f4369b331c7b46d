import { createPublicKey, verify } from 'node:crypto';
import { referenceCertificateFault } from './reference-certificate.js';

/**
 * What the verifier has to do, told a second time: from AWS's description of the messages and the
 * rules of this package, in another way than the package does it. Slow and plain on purpose.
 */
export interface ReferenceWorld {
  /** Exact ARNs of topics. */
  readonly topics: readonly string[];
  /** Accounts all of whose topics may publish: ARNs that end with the colon before the name. */
  readonly accounts: readonly string[];
  readonly versions: readonly string[];
  readonly now: number;
  /** What answers at a URL with status 200, if anything does. */
  readonly served: ReadonlyMap<string, string>;
}

export type ReferenceVerdict =
  | { readonly verdict: 'accepted'; readonly fields: Readonly<Record<string, string>> }
  | { readonly verdict: 'refused' | 'unavailable' };

type Headers = Readonly<Record<string, unknown>>;

const REFUSED: ReferenceVerdict = { verdict: 'refused' };
const MINUTE = 60_000;

const CONFIRMATION = 'Message MessageId SubscribeURL Timestamp Token TopicArn Type';
const SIGNED = new Map<unknown, string>([
  ['Notification', 'Message MessageId Subject Timestamp TopicArn Type'],
  ['SubscriptionConfirmation', CONFIRMATION],
  ['UnsubscribeConfirmation', CONFIRMATION],
]);

const HEADERS = {
  'x-amz-sns-message-type': 'Type',
  'x-amz-sns-message-id': 'MessageId',
  'x-amz-sns-topic-arn': 'TopicArn',
};

const DOMAINS: Readonly<Record<string, string>> = {
  aws: 'amazonaws.com',
  'aws-us-gov': 'amazonaws.com',
  'aws-cn': 'amazonaws.com.cn',
  'aws-eusc': 'amazonaws.eu',
};

export function referenceVerdict(
  body: unknown,
  headers: Headers,
  world: ReferenceWorld,
): ReferenceVerdict {
  const given = fieldsOf(body);
  if (
    given === undefined ||
    !['false', undefined].includes(headers['x-amz-sns-rawdelivery'] as string)
  )
    return REFUSED;
  const order = SIGNED.get(given.get('Type'));
  if (order === undefined) return REFUSED;
  const signed = order.split(' ').filter((field) => field !== 'Subject' || given.has(field));
  const needed = [...signed, 'SignatureVersion', 'Signature', 'SigningCertURL'];
  if (!needed.every((field) => hasForm(field, given.get(field)))) return REFUSED;
  const fields = Object.fromEntries(given) as Record<string, string>;

  for (const [header, field] of Object.entries(HEADERS)) {
    if (headers[header] !== undefined && headers[header] !== fields[field]) return REFUSED;
  }
  const topic = fields.TopicArn!;
  const [, partition = '', , region = '', , name = ''] = topic.split(':');
  const isOfAccount = world.accounts.some((account) => topic === account + name);
  if (!isOfAccount && !world.topics.includes(topic)) return REFUSED;
  const age = world.now - epochOf(fields.Timestamp!)!;
  if (age > 65 * MINUTE || age < -5 * MINUTE) return REFUSED;

  const url = fields.SigningCertURL!;
  const file = url.slice(-36);
  const isOurs =
    url === `https://sns.${region}.${DOMAINS[partition]}/SimpleNotificationService-${file}`;
  if (!isOurs || !/^[0-9a-f]{32}\.pem$/.test(file)) return REFUSED;
  const pem = world.served.get(url);
  const fault = referenceCertificateFault(pem, partition, region, world.now);
  if (fault !== undefined) return { verdict: fault };
  if (!isSigned(fields, pem!, world.versions)) return REFUSED;
  return {
    verdict: 'accepted',
    fields: Object.fromEntries(signed.map((field) => [field, fields[field]!])),
  };
}

function isSigned(
  fields: Readonly<Record<string, string>>,
  pem: string,
  versions: readonly string[],
): boolean {
  const { SignatureVersion: version, Signature: signature } = fields;
  if (!versions.includes(version!) || !isCanonicalBase64(signature!)) return false;
  return verify(
    version === '1' ? 'sha1' : 'sha256',
    Buffer.from(referenceText(fields), 'utf8'),
    createPublicKey(pem),
    Buffer.from(signature!, 'base64'),
  );
}

/** The text that SNS signs for these fields. */
export function referenceText(fields: Readonly<Record<string, string>>): string {
  const names = (SIGNED.get(fields.Type) ?? CONFIRMATION).split(' ');
  const lines = names.flatMap((name) => (name in fields ? [name, fields[name]!] : []));
  return `${lines.join('\n')}\n`;
}

function fieldsOf(body: unknown): Map<string, unknown> | undefined {
  let value = body;
  try {
    if (body instanceof Uint8Array) {
      value = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(body);
    }
    if (typeof value === 'string') value = JSON.parse(value);
  } catch {
    return undefined;
  }
  if (Object(value) !== value || Array.isArray(value)) return undefined;
  if (![null, Object.prototype].includes(Object.getPrototypeOf(value) as null)) return undefined;
  return new Map(Object.entries(value as object).filter(([, field]) => field !== undefined));
}

function hasForm(name: string, value: unknown): boolean {
  if (typeof value !== 'string' || /[\ud800-\udfff]/u.test(value)) return false;
  if (name === 'Message') return true;
  if ([...value].some((c) => c < ' ' || (c >= '\x7f' && c <= '\x9f'))) return false;
  if (name === 'Subject') return true;
  if (name === 'MessageId') {
    const groups = value.split('-');
    return (
      groups.map((group) => group.length).join() === '8,4,4,4,12' &&
      /^[0-9a-fA-F]+$/.test(groups.join(''))
    );
  }
  if (name === 'Timestamp') return epochOf(value) !== undefined;
  if (name === 'TopicArn') {
    return /^arn:aws[a-z-]*:sns:[a-z-]+-\d+:\d{12}:[\w-]{1,256}(\.fifo)?$/.test(value);
  }
  return value !== '';
}

function epochOf(text: string): number | undefined {
  const form = /^(....)-(..)-(..)T(..):(..):(..)\.(...)Z$/.exec(text);
  if (form === null || form.slice(1).some((digits) => /\D/.test(digits))) return undefined;
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0, millisecond = 0] = form
    .slice(1)
    .map(Number);
  const isLeap = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
  const days = [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][month - 1] ?? 0;
  if (day < 1 || day > days || hour > 23 || minute > 59 || second > 59) return undefined;
  const date = new Date(0);
  date.setUTCFullYear(year, month - 1, day);
  return date.setUTCHours(hour, minute, second, millisecond);
}

/** RFC 4648, with padding and with zeros for the bits that are left over. */
function isCanonicalBase64(text: string): boolean {
  const quantum = '[A-Za-z0-9+/]';
  const end = `${quantum}[AQgw]==|${quantum}{2}[AEIMQUYcgkosw048]=`;
  return new RegExp(`^(${quantum}{4})*(${end})?$`).test(text);
}
