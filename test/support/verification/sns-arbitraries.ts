import * as fc from 'fast-check';
import type { SnsWorld, WorldSigner } from './sns-world.js';
import { unicodeText, webUrl } from './text-arbitraries.js';

const MINUTE = 60_000;

export type Fields = Readonly<Record<string, string>>;

export const TYPES = [
  'Notification',
  'SubscriptionConfirmation',
  'UnsubscribeConfirmation',
] as const;

/** Text of any characters at all, most of it well-formed. */
export const anyText: fc.Arbitrary<string> = fc.oneof(
  { weight: 4, arbitrary: fc.string({ unit: 'grapheme' }) },
  { weight: 2, arbitrary: unicodeText() },
  {
    weight: 1,
    arbitrary: fc
      .array(fc.integer({ min: 0xd700, max: 0xe0ff }), { maxLength: 4 })
      .map((units) => String.fromCharCode(...units)),
  },
);

const line = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 60 });

const offset = fc.oneof(
  { weight: 8, arbitrary: fc.integer({ min: -60 * MINUTE, max: 4 * MINUTE }) },
  {
    weight: 1,
    arbitrary: fc.constantFrom(-65 * MINUTE, -65 * MINUTE - 1, 5 * MINUTE, 5 * MINUTE + 1),
  },
);

/** Large ones among them: nothing may depend on how a text is cut up. */
const publishedText = fc.oneof(
  { weight: 8, arbitrary: unicodeText({ maxLength: 200 }) },
  { weight: 8, arbitrary: fc.json() },
  { weight: 1, arbitrary: unicodeText().map((text) => text.repeat(1_500)) },
);

/** The signed fields of a message that is genuine, but for its age now and then. */
export function signedFields(world: SnsWorld, topicArn: string): fc.Arbitrary<Fields> {
  const common = {
    MessageId: fc.uuid(),
    TopicArn: fc.constant(topicArn),
    Message: publishedText,
    Timestamp: offset.map((milliseconds) => new Date(world.now + milliseconds).toISOString()),
  };
  const notification = fc.record(
    { Type: fc.constant('Notification'), ...common, Subject: line },
    { requiredKeys: ['Type', 'MessageId', 'TopicArn', 'Message', 'Timestamp'] },
  );
  const subscription = fc.record({
    Type: fc.constantFrom(TYPES[1], TYPES[2]),
    ...common,
    Token: line,
    SubscribeURL: fc.oneof(webUrl(), line),
  });
  return fc.oneof(notification, subscription);
}

export interface Draft {
  readonly signer: WorldSigner;
  readonly fields: Fields;
  readonly version: string;
}

/** A message before it is signed, and who signs it. */
export function drafts(
  world: SnsWorld,
  signers: readonly WorldSigner[] = world.good,
): fc.Arbitrary<Draft> {
  return fc.constantFrom(...signers).chain((signer) =>
    fc.record({
      signer: fc.constant(signer),
      fields: signedFields(world, signer.topicArn),
      version: fc.constantFrom('1', '2'),
    }),
  );
}

/** The message as SNS would post it. */
export function post({ signer, fields, version }: Draft): Record<string, string> {
  return {
    ...fields,
    SignatureVersion: version,
    Signature: signer.sign(fields, version),
    SigningCertURL: signer.certificateUrl,
  };
}

/** A message in any of the forms in which a body may reach the verifier. */
export const bodyForms: fc.Arbitrary<(message: object) => unknown> = fc.constantFrom(
  (message: object) => JSON.stringify(message),
  (message: object) => JSON.stringify(message, null, 2),
  (message: object) => Buffer.from(JSON.stringify(message)),
  (message: object) => new TextEncoder().encode(JSON.stringify(message)),
  (message: object) => message,
  (message: object) => Object.assign(Object.create(null) as object, message),
);
