import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { ADAPTERS } from '../../support/apps/adapters.js';
import {
  AttackLab,
  CERTIFICATE_URL,
  delivered,
  notification,
  refused,
  simulator,
} from '../../support/hostile/attack-lab.js';

const MALFORMED = refused(400, 'MALFORMED_MESSAGE');
const NOTHING_SIGNED = ['SignatureVersion', 'Signature', 'SigningCertURL'];

/** A message without some of its fields, or with the same value for each of them. */
function without(message: object, fields: readonly string[], value?: unknown): object {
  return { ...message, ...Object.fromEntries(fields.map((field) => [field, value])) };
}

const MAKERS = {
  Notification: () => notification(),
  SubscriptionConfirmation: () => simulator.subscriptionConfirmation(),
  UnsubscribeConfirmation: () => simulator.unsubscribeConfirmation(),
};

describe.each(ADAPTERS)('an unsigned message, on %s', (adapter) => {
  it.each(Object.entries(MAKERS))('is refused: %s', async (_, make) => {
    const lab = await AttackLab.open(adapter);
    for (const fields of [...NOTHING_SIGNED.map((field) => [field]), NOTHING_SIGNED]) {
      for (const value of [undefined, null, '', false, 0, [], {}, ['']]) {
        const outcome = await lab.post(without(make(), fields, value));
        expect(outcome, `${fields.join()}: ${JSON.stringify(value)}`).toEqual(MALFORMED);
      }
    }
  });

  it('is refused as a Notification that imitates Misfit’s handshake', async () => {
    const lab = await AttackLab.open(adapter);
    const handshake = simulator.endpointTest();
    const { Message } = notification();
    for (const message of [
      { ...handshake, Type: 'Notification' },
      { ...handshake, Type: 'Notification', Message },
      { ...handshake, Type: 'Notification', Message, MessageId: randomUUID() },
      {
        ...without(notification(), [...NOTHING_SIGNED, 'MessageId']),
        ...handshake,
        Message,
        Type: 'Notification',
      },
    ]) {
      expect(await lab.post(message)).toEqual(MALFORMED);
    }
  });

  it('is refused with a signature of anything but itself', async () => {
    const lab = await AttackLab.open(adapter);
    const [genuine, other] = [notification(), notification()];
    let certificate = [CERTIFICATE_URL];
    for (const Signature of [
      other.Signature,
      'AAAA',
      Buffer.alloc(256).toString('base64'),
      'none',
    ]) {
      const outcome = await lab.post({ ...genuine, Signature });
      expect(outcome, Signature).toEqual(refused(403, 'SIGNATURE_INVALID', certificate));
      certificate = [];
    }
    expect(await lab.post(genuine)).toEqual(delivered(genuine, []));
  });
});

const rawHeaders = (raw: string) => ({
  'content-type': 'text/plain; charset=UTF-8',
  'x-amz-sns-rawdelivery': raw,
});

describe.each(ADAPTERS)('raw message delivery, on %s', (adapter) => {
  it.each(['true', 'TRUE', '1', 'yes'])('is refused by name: %s', async (raw) => {
    const lab = await AttackLab.open(adapter);
    const genuine = notification();
    for (const body of [genuine.Message, genuine, simulator.endpointTest()]) {
      expect(await lab.post(body, rawHeaders(raw))).toEqual(refused(400, 'RAW_DELIVERY'));
    }
    expect(await lab.post(genuine)).toEqual(delivered(genuine, [CERTIFICATE_URL]));
  });

  it.each(['', 'Hello', '{"Type":', '\ud83d\udc4b'])(
    'is refused by name where the bare text is no JSON: %j',
    async (text) => {
      const lab = await AttackLab.open(adapter);
      expect(await lab.post(text, rawHeaders('true'))).toEqual(refused(400, 'RAW_DELIVERY'));
    },
  );

  it('is refused where nothing says that it is one', async () => {
    const lab = await AttackLab.open(adapter);
    expect(await lab.post(notification().Message)).toEqual(MALFORMED);
    expect(await lab.post('Hello')).toEqual(MALFORMED);
  });
});

const HEADERS = {
  'x-amz-sns-message-type': 'SubscriptionConfirmation',
  'x-amz-sns-message-id': randomUUID(),
  'x-amz-sns-topic-arn': 'arn:aws:sns:us-east-1:819895241319:test',
};

describe.each(ADAPTERS)('a header that contradicts the body, on %s', (adapter) => {
  it.each(Object.entries(HEADERS))('has the message refused: %s', async (name, wrong) => {
    const lab = await AttackLab.open(adapter);
    const genuine = notification();
    const right = {
      'x-amz-sns-message-type': genuine.Type,
      'x-amz-sns-message-id': genuine.MessageId,
      'x-amz-sns-topic-arn': genuine.TopicArn,
    };
    const good = right[name as keyof typeof right];
    for (const value of [wrong, '', good.toUpperCase(), `${good}, ${good}`]) {
      const outcome = await lab.post(genuine, { ...right, [name]: value });
      expect(outcome, value).toEqual(refused(400, 'HEADER_MISMATCH'));
    }
    expect(await lab.post(genuine, right)).toEqual(delivered(genuine, [CERTIFICATE_URL]));
  });
});
