import { describe, expect, it } from 'vitest';
import type { SignedSnsMessage } from 'nestjs-misfit-notification/testing';
import {
  AttackLab,
  CERTIFICATE_URL,
  clock,
  delivered,
  notification,
  refused,
  simulator,
} from '../../support/hostile/attack-lab.js';
import { forgedNotification } from '../../support/hostile/mallory.js';

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

/** Other ways to write the same bytes, to a decoder that is not strict. */
const OTHER_SPELLINGS: Readonly<Record<string, (base64: string) => string>> = {
  'a blank before': (text) => ` ${text}`,
  'a blank inside': (text) => `${text.slice(0, 8)} ${text.slice(8)}`,
  'a blank after': (text) => `${text} `,
  'the URL-safe alphabet': (text) => text.replaceAll('+', '-').replaceAll('/', '_'),
  'rubbish after it': (text) => `${text}!`,
  'letters after its padding': (text) => `${text}AAAA`,
  'no padding': (text) => text.replace(/=+$/, ''),
  'half its padding': (text) => text.replace(/==$/, '='),
  'more padding': (text) => `${text}==`,
  'bits that are left over': (text) => {
    const last = text.length - 3;
    return `${text.slice(0, last)}${ALPHABET[ALPHABET.indexOf(text.charAt(last)) + 1]}==`;
  },
  'a comment': (text) => `${text.slice(0, 8)}#${text.slice(8)}`,
  'a no-break space': (text) => `${text}\u00a0`,
  'a zero-width space': (text) => `\u200b${text}`,
};

/** Changes that a signature of the whole message has to notice. */
const CHANGES: Readonly<Record<string, (message: SignedSnsMessage) => object>> = {
  Message: () => ({ Message: notification().Message }),
  'a blank in the Message': ({ Message }) => ({ Message: `${Message} ` }),
  MessageId: () => ({ MessageId: notification().MessageId }),
  'the case of the MessageId': ({ MessageId }) => ({
    MessageId: MessageId.replace(/[a-f]/, (letter) => letter.toUpperCase()),
  }),
  Timestamp: () => ({ Timestamp: new Date(clock.now - 1_000).toISOString() }),
  TopicArn: () => ({ TopicArn: 'arn:aws:sns:us-east-1:819895241319:test' }),
  'a new Subject': () => ({ Subject: 'Urgent' }),
};

/** A genuine message whose signature needs the two characters that alphabets differ in. */
function telling(): SignedSnsMessage {
  for (let tries = 0; tries < 100; tries++) {
    const message = notification();
    if (/[+/]/.test(message.Signature)) return message;
  }
  throw new Error('no signature with + or / in 100');
}

describe('a signature', () => {
  it('is taken in one spelling only', async () => {
    const lab = await AttackLab.open('express');
    const genuine = telling();
    const bytes = Buffer.from(genuine.Signature, 'base64');
    let certificate = [CERTIFICATE_URL];
    for (const [name, spell] of Object.entries(OTHER_SPELLINGS)) {
      const Signature = spell(genuine.Signature);
      expect(Signature, name).not.toBe(genuine.Signature);
      expect(Buffer.from(Signature, 'base64').subarray(0, 256), name).toEqual(bytes);
      const outcome = await lab.post({ ...genuine, Signature });
      expect(outcome, name).toEqual(refused(403, 'SIGNATURE_INVALID', certificate));
      certificate = [];
    }
    for (const newline of ['\n', '\r\n', '\t']) {
      const Signature = `${genuine.Signature}${newline}`;
      expect(await lab.post({ ...genuine, Signature })).toEqual(refused(400, 'MALFORMED_MESSAGE'));
    }
    expect(await lab.post(genuine)).toEqual(delivered(genuine, []));
  });

  it.each(Object.entries(CHANGES))('does not survive a change of %s', async (_, change) => {
    const lab = await AttackLab.open('express');
    const genuine = notification();
    const changed = { ...genuine, ...change(genuine) };
    expect(changed).not.toEqual(genuine);
    expect(await lab.post(changed)).toEqual(refused(403, 'SIGNATURE_INVALID', [CERTIFICATE_URL]));
    expect(await lab.post(genuine)).toEqual(delivered(genuine, []));
  });

  it('does not survive the loss of the Subject', async () => {
    const lab = await AttackLab.open('express');
    const genuine = notification('A subject');
    const outcome = await lab.post({ ...genuine, Subject: undefined });
    expect(outcome).toEqual(refused(403, 'SIGNATURE_INVALID', [CERTIFICATE_URL]));
    expect(await lab.post(genuine)).toEqual(delivered(genuine, []));
  });

  it('by another key does not go with the genuine certificate', async () => {
    const lab = await AttackLab.open('express');
    const forged = { ...forgedNotification(), SigningCertURL: CERTIFICATE_URL };
    expect(await lab.post(forged)).toEqual(refused(403, 'SIGNATURE_INVALID', [CERTIFICATE_URL]));
  });
});

const signed = (version: '1' | '2') =>
  simulator.sign({ ...notification(), Type: 'Notification' }, version);

describe('a signature version', () => {
  it.each([
    ['1', '2'],
    ['2', '1'],
  ] as const)('%s is not taken for %s', async (version, label) => {
    const lab = await AttackLab.open('express');
    const genuine = signed(version);
    expect(await lab.post({ ...genuine, SignatureVersion: label })).toEqual(
      refused(403, 'SIGNATURE_INVALID', [CERTIFICATE_URL]),
    );
    expect(await lab.post(genuine)).toEqual(delivered(genuine, []));
  });

  it('is refused when there is no such version', async () => {
    const lab = await AttackLab.open('express');
    const genuine = signed('1');
    expect(await lab.post(genuine)).toMatchObject({ status: 200 });
    for (const label of ['0', '3', '01', '1.0', ' 1', '1 ', '１', '-1', 'none', 'toString']) {
      const outcome = await lab.post({ ...genuine, SignatureVersion: label });
      expect(outcome, label).toEqual(refused(403, 'SIGNATURE_VERSION_REFUSED'));
    }
  });

  it('cannot be lowered where SHA-1 is not allowed', async () => {
    const lab = await AttackLab.open('express', { signatureVersions: ['2'] });
    const [weak, strong] = [signed('1'), signed('2')];
    expect(await lab.post(strong)).toEqual(delivered(strong, [CERTIFICATE_URL]));
    expect(await lab.post(weak)).toEqual(refused(403, 'SIGNATURE_VERSION_REFUSED'));
    expect(await lab.post({ ...weak, SignatureVersion: '2' })).toEqual(
      refused(403, 'SIGNATURE_INVALID'),
    );
  });
});
