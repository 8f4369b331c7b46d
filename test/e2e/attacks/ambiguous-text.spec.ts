import { describe, expect, it } from 'vitest';
import { misfitUpdate } from 'nestjs-misfit-notification/testing';
import { ADAPTERS } from '../../support/apps/adapters.js';
import {
  AttackLab,
  CERTIFICATE_URL,
  delivered,
  notification,
  refused,
  simulator,
} from '../../support/hostile/attack-lab.js';
import { forgedNotification, servesForgedCertificate } from '../../support/hostile/mallory.js';
import { signedBytes } from '../../support/hostile/signed-bytes.js';

const MALFORMED = refused(400, 'MALFORMED_MESSAGE');
const ELSEWHERE = 'https://attacker.example/SimpleNotificationService.pem';
const OWN_TOPIC = 'arn:aws:sns:us-east-1:666666666666:mine';

// One field for each way to be refused; all of them: test/unit/sns/hostile-bodies.spec.ts.
const forged = forgedNotification();
const FORGED_FIELDS = [
  { field: 'Message', value: forged.Message, status: 403, code: 'SIGNATURE_INVALID' },
  { field: 'SigningCertURL', value: ELSEWHERE, status: 403, code: 'CERTIFICATE_URL_REFUSED' },
  { field: 'TopicArn', value: OWN_TOPIC, status: 403, code: 'TOPIC_NOT_ALLOWED' },
  { field: 'Type', value: 'Subscription', status: 400, code: 'MALFORMED_MESSAGE' },
];

/** The name of a field as JSON, its first letter written as an escape. */
const escaped = (field: string) => `"\\u00${field.charCodeAt(0).toString(16)}${field.slice(1)}"`;

describe.each(ADAPTERS)('a field that is there twice, on %s', (adapter) => {
  const open = () =>
    AttackLab.open(adapter, {
      fetch: (url) =>
        url.href === CERTIFICATE_URL ? simulator.fetch(url) : servesForgedCertificate(),
    });

  it.each(FORGED_FIELDS)(
    'shows the handlers its forged copy neither first nor last: $field',
    async ({ field, value, status, code }) => {
      const lab = await open();
      const genuine = notification();
      const text = JSON.stringify(genuine);
      // Only what is found out by the signature needs the certificate first.
      const isSigned = code === 'SIGNATURE_INVALID';
      let certificate = isSigned ? [CERTIFICATE_URL] : [];
      for (const name of [`"${field}"`, escaped(field)]) {
        const last = text.replace(/}$/, () => `,${name}:${JSON.stringify(value)}}`);
        expect(JSON.parse(last)).toHaveProperty(field, value);
        expect(await lab.post(last), `${name} last`).toEqual(refused(status, code, certificate));
        certificate = [];
      }
      const first = text.replace('{', () => `{"${field}":${JSON.stringify(value)},`);
      expect(await lab.post(first)).toEqual(delivered(genuine, isSigned ? [] : [CERTIFICATE_URL]));
    },
  );

  it('does not let a message in by what only looks like a name', async () => {
    const lab = await open();
    const genuine = notification();
    const impostors = ['message', 'MESSAGE', 'Message ', 'Ｍessage', 'Message\0', 'Мessage'];
    const extra = Object.fromEntries(impostors.map((name) => [name, forged.Message]));
    const { Message, ...rest } = genuine;

    expect(await lab.post({ ...rest, ...extra })).toEqual(MALFORMED);
    expect(await lab.post({ ...rest, ...extra, Message })).toEqual(
      delivered(genuine, [CERTIFICATE_URL]),
    );
  });
});

const REPLACED = '\ufffd';

/** A genuine message with U+FFFD in it, which sloppy decoders put where they cannot read. */
function withReplacement(where: 'Message' | 'Subject') {
  const text = `a${REPLACED}b`;
  return where === 'Subject'
    ? notification(text)
    : simulator.notification([misfitUpdate('goals.updated', { id: text })]);
}

const LONE_SURROGATES = ['\\ud800', '\\udfff', '\\uDC00', '\\uD83D'];

/** Each is read as U+FFFD by a decoder that does not insist. */
const BROKEN_BYTES = [[0xff], [0xc3], [0xed, 0xa0, 0x80], [0xc0, 0x80], [0xf5, 0x80, 0x80, 0x80]];

describe.each(ADAPTERS)('text that two decoders read in two ways, on %s', (adapter) => {
  it.each(['Message', 'Subject'] as const)(
    'has the same signed bytes with a lone surrogate in its %s, and is refused',
    async (where) => {
      const lab = await AttackLab.open(adapter);
      const genuine = withReplacement(where);
      for (const escape of LONE_SURROGATES) {
        const lone = JSON.parse(`"${escape}"`) as string;
        const forgery = JSON.parse(JSON.stringify(genuine).replace(REPLACED, escape)) as object;
        expect(Object.values(forgery).join()).toContain(lone);
        expect(signedBytes(forgery)).toEqual(signedBytes(genuine));
        expect(await lab.post(forgery), escape).toEqual(MALFORMED);
      }
      expect(await lab.post(genuine)).toEqual(delivered(genuine, [CERTIFICATE_URL]));
    },
  );

  it.each(['Message', 'Subject'] as const)(
    'is refused with bytes in its %s that are not UTF-8',
    async (where) => {
      const lab = await AttackLab.open(adapter);
      const genuine = withReplacement(where);
      const text = JSON.stringify(genuine);
      const [before = '', after = ''] = text.split(REPLACED);
      for (const bytes of BROKEN_BYTES) {
        const body = Buffer.concat([Buffer.from(before), Buffer.from(bytes), Buffer.from(after)]);
        expect(body.toString().replaceAll(/\ufffd+/g, REPLACED)).toBe(text);
        expect(await lab.post(body), bytes.join()).toEqual(MALFORMED);
      }
      expect(await lab.post(genuine)).toEqual(delivered(genuine, [CERTIFICATE_URL]));
    },
  );

  it.each(['utf16le', 'latin1'] as const)(
    'is refused in another encoding: %s',
    async (encoding) => {
      const lab = await AttackLab.open(adapter);
      const genuine = notification('Grüße');
      const body = Buffer.from(JSON.stringify(genuine), encoding);
      for (const charset of [encoding, 'utf-8']) {
        const outcome = await lab.post(body, { 'content-type': `text/plain; charset=${charset}` });
        expect(outcome, charset).toEqual(MALFORMED);
      }
      expect(await lab.post(genuine)).toEqual(delivered(genuine, [CERTIFICATE_URL]));
    },
  );

  it('is refused when the body breaks off inside a character', async () => {
    const lab = await AttackLab.open(adapter);
    const bytes = Buffer.from(`${JSON.stringify(notification())} ü`);
    expect(await lab.post(bytes.subarray(0, -1))).toEqual(MALFORMED);
  });
});
