import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { misfitUpdate } from 'nestjs-misfit-notification/testing';
import { ADAPTERS } from '../../support/apps/adapters.js';
import {
  AttackLab,
  CERTIFICATE_URL,
  clock,
  delivered,
  notification,
  refused,
  simulator,
  type Headers,
} from '../../support/hostile/attack-lab.js';
import { signedBytes } from '../../support/hostile/signed-bytes.js';

const OWN_TOPIC = 'arn:aws:sns:us-east-1:666666666666:mine';
const VICTIM = simulator.topicArn;
const MALFORMED = refused(400, 'MALFORMED_MESSAGE');

const UPDATES = JSON.stringify([misfitUpdate()]);
const timestamp = () => new Date(clock.now).toISOString();

/** The lines of a notification after its Message, up to the last, which any notification ends in. */
const lines = (messageId: string, topicArn: string) =>
  `\nMessageId\n${messageId}\nTimestamp\n${timestamp()}\nTopicArn\n${topicArn}\nType\n`;

/** SNS signs what anyone publishes to a topic of his own, whatever it says. */
function publish(message: string) {
  return simulator.sign({
    Type: 'Notification',
    MessageId: randomUUID(),
    TopicArn: OWN_TOPIC,
    Message: message,
    Timestamp: timestamp(),
  });
}

/** Each makes a message for the attacker's own topic, and a forgery that has the same signature. */
const FORGERIES = {
  'a Type with newlines': () => {
    const MessageId = randomUUID();
    const published = publish(`${UPDATES}${lines(MessageId, VICTIM)}Notification`);
    const Type = `Notification${lines(published.MessageId, OWN_TOPIC)}Notification`;
    return { published, forged: { ...published, MessageId, TopicArn: VICTIM, Type } };
  },
  'a TopicArn with newlines': () => {
    const MessageId = randomUUID();
    const published = publish(`${UPDATES}${lines(MessageId, VICTIM)}Notification`);
    const rest = lines(published.MessageId, OWN_TOPIC).slice(0, -'\nType\n'.length);
    const TopicArn = `${VICTIM}\nType\nNotification${rest}`;
    return { published, forged: { ...published, MessageId, TopicArn } };
  },
  'a confirmation in the Message of a notification': () => {
    const confirmation = {
      MessageId: randomUUID(),
      SubscribeURL: 'https://attacker.example/',
      Timestamp: timestamp(),
      Token: 'f00d',
      TopicArn: VICTIM,
    };
    const head = Object.entries(confirmation).map(([name, value]) => `${name}\n${value}\n`);
    const published = publish(`Welcome\n${head.join('')}Type\nSubscriptionConfirmation`);
    const Type = `SubscriptionConfirmation${lines(published.MessageId, OWN_TOPIC)}Notification`;
    return { published, forged: { ...published, ...confirmation, Type } };
  },
};

const VARIANTS = Object.entries(FORGERIES).map(([name, make]) => {
  const { published, forged } = make();
  const Message = (forged as { Token?: string }).Token === undefined ? UPDATES : 'Welcome';
  return { name, published, forged: { ...forged, Message } };
});

describe.each(ADAPTERS)('a message of the attacker’s own topic, on %s', (adapter) => {
  it.each(VARIANTS)('cannot pose as Misfit’s by $name', async ({ published, forged }) => {
    expect(forged.TopicArn).not.toBe(published.TopicArn);
    expect(signedBytes(forged)).toEqual(signedBytes(published));
    const lab = await AttackLab.open(adapter);

    expect(await lab.post(forged)).toEqual(MALFORMED);
    expect(await lab.post(published)).toEqual(refused(403, 'TOPIC_NOT_ALLOWED'));
  });

  it.each(VARIANTS)('carries a signature that is genuine: $name', async ({ published, forged }) => {
    const lab = await AttackLab.open(adapter, { topicArns: [OWN_TOPIC, VICTIM] });

    // Its own text is no list of updates: that is found out after the signature has been checked.
    expect(await lab.post(published)).toEqual(
      refused(400, 'MALFORMED_NOTIFICATION', [CERTIFICATE_URL]),
    );
    expect(await lab.post(forged)).toEqual(MALFORMED);
  });

  const TYPES = ['application/json', 'application/x-www-form-urlencoded', 'text/html', '*/*'];
  const SNS_HEADER = { 'x-amz-sns-message-type': 'Notification' };
  const LABELS: Headers[] = TYPES.flatMap((type) => [
    { 'content-type': type },
    { 'content-type': type, ...SNS_HEADER },
  ]);

  it.each(LABELS)('is refused however it is labelled: %o', async (headers) => {
    const lab = await AttackLab.open(adapter);
    for (const { forged } of VARIANTS) {
      expect(await lab.post(forged, headers)).toEqual(MALFORMED);
    }

    const genuine = notification();
    const sns = { ...headers, ...SNS_HEADER };
    expect(await lab.post(genuine, sns)).toEqual(delivered(genuine, [CERTIFICATE_URL]));
  });
});

describe('a genuine message with its fields folded', () => {
  it('does not count as a new one when its Subject hides in its MessageId', async () => {
    const genuine = notification('A subject');
    const { Subject, ...rest } = genuine as typeof genuine & { Subject: string };
    const folded = { ...rest, MessageId: `${genuine.MessageId}\nSubject\n${Subject}` };
    expect(signedBytes(folded)).toEqual(signedBytes(genuine));
    const lab = await AttackLab.open('express');

    expect(await lab.post(genuine)).toEqual(delivered(genuine, [CERTIFICATE_URL]));
    expect(await lab.post(folded)).toEqual(MALFORMED);
  });

  it('does not lose the end of its Message to its MessageId', async () => {
    const MessageId = randomUUID();
    const genuine = simulator.sign({
      ...notification(),
      Type: 'Notification',
      Message: `${UPDATES}\nMessageId\n${MessageId}`,
    });
    const folded = {
      ...genuine,
      Message: UPDATES,
      MessageId: `${MessageId}\nMessageId\n${genuine.MessageId}`,
    };
    expect(signedBytes(folded)).toEqual(signedBytes(genuine));
    const lab = await AttackLab.open('express');

    expect(await lab.post(folded)).toEqual(MALFORMED);
    expect(await lab.post(genuine)).toEqual(
      refused(400, 'MALFORMED_NOTIFICATION', [CERTIFICATE_URL]),
    );
  });

  it('does not gain a Subject that its topic’s owner has not signed', async () => {
    const genuine = notification();
    const lab = await AttackLab.open('express');

    for (const Subject of ['', 'Urgent']) {
      expect(signedBytes({ ...genuine, Subject })).not.toEqual(signedBytes(genuine));
      expect(await lab.post({ ...genuine, Subject })).toMatchObject({
        status: 403,
        codes: ['SIGNATURE_INVALID'],
        handled: [],
      });
    }
    expect(await lab.post(genuine)).toEqual(delivered(genuine, []));
  });
});
