import { MisfitNotificationOptionsError } from 'nestjs-misfit-notification';
import { MisfitSimulator } from 'nestjs-misfit-notification/testing';
import { describe, expect, it } from 'vitest';
import { SnsMessageVerifier } from '../../../lib/sns/sns-message-verifier.js';
import { refusalOf } from '../../support/observers/refusals.js';

const SENT = Date.parse('2026-11-24T01:02:03.456Z');
const MINUTE = 60_000;

const simulator = new MisfitSimulator({ clock: () => SENT });
const message = simulator.notification([]);

function verifyAt(now: number, maxMessageAge?: number) {
  const verifier = new SnsMessageVerifier({
    topicArns: [simulator.topicArn],
    fetch: simulator.fetch,
    clock: () => now,
    ...(maxMessageAge !== undefined && { maxMessageAge }),
  });
  return verifier.verify(message);
}

describe('the age of a message', () => {
  it.each([
    ['65 minutes old', SENT + 65 * MINUTE, undefined],
    ['new', SENT, undefined],
    ['5 minutes ahead of the clock', SENT - 5 * MINUTE, undefined],
    ['as old as maxMessageAge', SENT + 1_000, 1_000],
  ])('may be: %s', async (_, now, maxMessageAge) => {
    expect(await verifyAt(now, maxMessageAge)).toMatchObject({ MessageId: message.MessageId });
  });

  it.each([
    ['a millisecond over 65 minutes', SENT + 65 * MINUTE + 1, undefined, 'MESSAGE_TOO_OLD'],
    ['a millisecond over maxMessageAge', SENT + 1_001, 1_000, 'MESSAGE_TOO_OLD'],
    ['years', SENT + 365 * 24 * 60 * MINUTE, undefined, 'MESSAGE_TOO_OLD'],
    ['5 minutes and a millisecond ahead', SENT - 5 * MINUTE - 1, undefined, 'MESSAGE_FROM_FUTURE'],
    ['years ahead', 0, undefined, 'MESSAGE_FROM_FUTURE'],
  ])('may not be %s', async (_, now, maxMessageAge, code) => {
    expect(await refusalOf(verifyAt(now, maxMessageAge))).toMatchObject({
      code,
      refused: { messageId: message.MessageId, topicArn: message.TopicArn },
    });
  });

  it.each([
    [
      'may be too high because the clock is fast',
      SENT + 66 * MINUTE,
      true,
      /^sent 3960 s ago; .*check this machine's clock/,
    ],
    [
      'may be too low because the clock is slow',
      SENT - 6 * MINUTE,
      false,
      /^dated 360 s ahead .*check this machine's clock/,
    ],
  ])('%s: the reason says to check it', async (_, now, isFinal, reason) => {
    const refusal = await refusalOf(verifyAt(now));
    expect(refusal).toMatchObject({ isFinal, message: expect.stringMatching(reason) as string });
  });

  it.each([NaN, Infinity, 0, '3600000'])('cannot be limited to %s by maxMessageAge', (maxAge) => {
    expect(() => verifyAt(SENT, maxAge as number)).toThrow(MisfitNotificationOptionsError);
  });

  it('is looked at again when the message comes again', async () => {
    let now = SENT;
    const verifier = new SnsMessageVerifier({
      topicArns: [simulator.topicArn],
      fetch: simulator.fetch,
      clock: () => now,
    });
    await verifier.verify(message);
    now += 65 * MINUTE + 1;
    expect(await refusalOf(verifier.verify(message))).toMatchObject({ code: 'MESSAGE_TOO_OLD' });
  });
});

describe('the validity of a certificate', () => {
  it('is looked at at every use, with the certificate at hand', async () => {
    let now = SENT;
    const verifier = new SnsMessageVerifier({
      topicArns: [simulator.topicArn],
      fetch: simulator.fetch,
      clock: () => now,
      maxMessageAge: Number.MAX_SAFE_INTEGER,
    });
    await verifier.verify(message);
    // The simulator's certificate ends with 2049; within a day, the store has it still.
    const end = Date.parse('2049-12-31');
    now = end - 1_000;
    await verifier.verify(message);
    now = end + 1_000;
    expect(await refusalOf(verifier.verify(message))).toMatchObject({
      code: 'CERTIFICATE_REFUSED',
      message: 'the certificate is not within its validity period',
    });
  });
});
