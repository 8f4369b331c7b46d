import { describe, expect, it } from 'vitest';
import { SnsMessageVerifier } from '../../../lib/sns/sns-message-verifier.js';
import { accountOf, refusalOf } from '../../support/observers/refusals.js';
import {
  genuineVectors,
  HAVE_VECTORS,
  VECTORS_NOTE,
  type GenuineVector,
} from '../../support/sns/genuine-vectors.js';

const HOUR = 60 * 60 * 1000;

const SUBSCRIPTION_FIELDS = ['SubscribeURL', 'Token'];
const COMMON_FIELDS = ['Message', 'MessageId', 'Timestamp', 'TopicArn', 'Type'];

interface Setting {
  readonly now?: number;
  readonly topicArns?: readonly string[];
}

/** A verifier at the time of the message, and what it has fetched. */
function verifierFor(vector: GenuineVector, setting: Setting = {}) {
  const requested: string[] = [];
  const verifier = new SnsMessageVerifier({
    topicArns: setting.topicArns ?? [`${accountOf(vector.fields.TopicArn!)}:*`],
    clock: () => setting.now ?? vector.sentAt,
    fetch: async (url) => {
      requested.push(url.href);
      const isAsked = url.href === vector.fields.SigningCertURL;
      return isAsked ? new Response(vector.pem) : new Response('', { status: 404 });
    },
  });
  return { verifier, requested };
}

function signedFieldsOf({ fields }: GenuineVector): string[] {
  const others = fields.Type === 'Notification' ? ['Subject'] : SUBSCRIPTION_FIELDS;
  return [...COMMON_FIELDS, ...others].filter((name) => Object.hasOwn(fields, name));
}

function changeOneCharacter(text: string): string {
  const characters = Array.from(text);
  const at = characters.length - 2;
  return characters.with(at, characters[at] === '7' ? '8' : '7').join('');
}

const vectors = genuineVectors();

describe.skipIf(!HAVE_VECTORS)(`messages that AWS has signed${VECTORS_NOTE}`, () => {
  it('are found in every type and both signature versions', () => {
    const kinds = vectors.map(({ fields }) => `${fields.Type} ${fields.SignatureVersion}`);
    expect(new Set(kinds)).toEqual(
      new Set([
        'Notification 1',
        'Notification 2',
        'SubscriptionConfirmation 1',
        'SubscriptionConfirmation 2',
        'UnsubscribeConfirmation 2',
      ]),
    );
  });

  describe.each(vectors)('$name', (vector) => {
    const { fields, text } = vector;

    it.each([
      ['text', text],
      ['bytes', Buffer.from(text)],
      ['a parsed object', JSON.parse(text) as unknown],
    ])('is accepted as %s, as a frozen object of its signed fields', async (_, body) => {
      const { verifier, requested } = verifierFor(vector);
      const message = await verifier.verify(body);

      const signed = signedFieldsOf(vector).map((name) => [name, fields[name]]);
      expect(message).toEqual(Object.fromEntries(signed));
      expect(Object.isFrozen(message)).toBe(true);
      expect(message).not.toBe(body);
      expect(requested).toEqual([fields.SigningCertURL]);
    });

    it.each(signedFieldsOf(vector))('is refused after a change in %s', async (name) => {
      const { verifier } = verifierFor(vector);
      const changed = { ...fields, [name]: changeOneCharacter(fields[name]!) };
      const code = name === 'Type' ? 'MALFORMED_MESSAGE' : 'SIGNATURE_INVALID';
      expect(await refusalOf(verifier.verify(changed))).toMatchObject({ code });
    });

    it('is refused after a change in its signature', async () => {
      const { verifier } = verifierFor(vector);
      const [first, ...rest] = fields.Signature!;
      const changed = { ...fields, Signature: (first === 'A' ? 'B' : 'A') + rest.join('') };
      expect(await refusalOf(verifier.verify(changed))).toMatchObject({
        code: 'SIGNATURE_INVALID',
      });
    });

    it('is refused with the other signature version on its label', async () => {
      const { verifier } = verifierFor(vector);
      const SignatureVersion = fields.SignatureVersion === '1' ? '2' : '1';
      expect(await refusalOf(verifier.verify({ ...fields, SignatureVersion }))).toMatchObject({
        code: 'SIGNATURE_INVALID',
      });
    });

    it('is accepted whatever its unsigned fields say', async () => {
      const { verifier } = verifierFor(vector);
      const changed = { ...fields, UnsubscribeURL: 'https://evil.example/', MessageAttributes: 7 };
      expect(await verifier.verify(changed)).toEqual(await verifier.verify(text));
    });

    it('is refused two hours later, without a request', async () => {
      const { verifier, requested } = verifierFor(vector, { now: vector.sentAt + 2 * HOUR });
      expect(await refusalOf(verifier.verify(text))).toMatchObject({
        code: 'MESSAGE_TOO_OLD',
        refused: { messageId: fields.MessageId, topicArn: fields.TopicArn },
      });
      expect(requested).toEqual([]);
    });

    it('is refused for a topic that is not on the list, without a request', async () => {
      const topicArns = [`${fields.TopicArn}-2`, 'arn:aws:sns:us-east-1:819895241319:*'];
      const { verifier, requested } = verifierFor(vector, { topicArns });
      expect(await refusalOf(verifier.verify(text))).toMatchObject({ code: 'TOPIC_NOT_ALLOWED' });
      expect(requested).toEqual([]);
    });
  });
});
