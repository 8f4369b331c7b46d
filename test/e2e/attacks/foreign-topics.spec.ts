import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { misfitUpdate } from 'nestjs-misfit-notification/testing';
import {
  AttackLab,
  CERTIFICATE_URL,
  clock,
  delivered,
  notification,
  refused,
  simulator,
  taken,
} from '../../support/hostile/attack-lab.js';

const OWN_TOPIC = 'arn:aws:sns:us-east-1:666666666666:resource-tp1';

/** What SNS signs for anyone. */
const fieldsOf = (TopicArn: string, Message: string) => ({
  MessageId: randomUUID(),
  TopicArn,
  Message,
  Timestamp: new Date(clock.now).toISOString(),
});

const notificationOf = (topicArn: string) =>
  simulator.sign({
    Type: 'Notification',
    ...fieldsOf(topicArn, JSON.stringify([misfitUpdate()])),
  });

const confirmationOf = (
  topicArn: string,
  Type: 'SubscriptionConfirmation' | 'UnsubscribeConfirmation',
) =>
  simulator.sign({
    Type,
    ...fieldsOf(topicArn, 'You have chosen to subscribe.'),
    Token: 'f00d',
    SubscribeURL: `https://sns.us-east-1.amazonaws.com/?Action=ConfirmSubscription&TopicArn=${topicArn}&Token=f00d`,
  });

const MESSAGES = [
  notificationOf(OWN_TOPIC),
  confirmationOf(OWN_TOPIC, 'SubscriptionConfirmation'),
  confirmationOf(OWN_TOPIC, 'UnsubscribeConfirmation'),
];

// One of each kind; all of them: topic-allow-list.spec.ts and topic-arn.spec.ts in test/unit/sns.

const OTHER_TOPICS = [
  'arn:aws:sns:us-east-1:819895241318:resource-tp1',
  'arn:aws:sns:us-east-1:666666666666:819895241319',
  'arn:aws:sns:us-west-2:819895241319:resource-tp1',
];

const NO_TOPICS = [
  'arn:aws:sns:us-east-1:819895241319:*',
  'arn:aws:sns:us-east-1.attacker.example/:819895241319:resource-tp1',
  'arn:aws:sns:us-east-1:666666666666:mine,arn:aws:sns:us-east-1:819895241319:resource-tp1',
];

describe('somebody’s own topic', () => {
  it.each(MESSAGES)('is refused a $Type that SNS has signed', async (message) => {
    const lab = await AttackLab.open('express');
    expect(await lab.post(message)).toEqual(refused(403, 'TOPIC_NOT_ALLOWED'));
  });

  it('is signed for as well as Misfit’s: nothing else keeps it out', async () => {
    const lab = await AttackLab.open('express', { topicArns: [OWN_TOPIC] });
    const message = notificationOf(OWN_TOPIC);
    expect(await lab.post(message)).toEqual(delivered(message, [CERTIFICATE_URL]));
  });

  it('is not taken for Misfit’s because its ARN looks like it', async () => {
    const lab = await AttackLab.open('express');
    for (const topicArn of OTHER_TOPICS) {
      const outcome = await lab.post(notificationOf(topicArn));
      expect(outcome, topicArn).toEqual(refused(403, 'TOPIC_NOT_ALLOWED'));
    }
  });

  it('is not taken for Misfit’s because its ARN is none', async () => {
    const lab = await AttackLab.open('express');
    for (const topicArn of NO_TOPICS) {
      const outcome = await lab.post(notificationOf(topicArn));
      expect(outcome, topicArn).toEqual(refused(400, 'MALFORMED_MESSAGE'));
    }
  });

  it('is refused where one exact topic of the account is allowed', async () => {
    const lab = await AttackLab.open('express', { topicArns: [simulator.topicArn] });
    for (const name of ['resource-tp', 'resource-tp10']) {
      const topicArn = simulator.topicArn.replace('resource-tp1', name);
      const outcome = await lab.post(notificationOf(topicArn));
      expect(outcome, topicArn).toEqual(refused(403, 'TOPIC_NOT_ALLOWED'));
    }
    const genuine = notification();
    expect(await lab.post(genuine)).toEqual(delivered(genuine, [CERTIFICATE_URL]));
  });

  it('does not get its messages in by naming Misfit’s topic instead', async () => {
    const lab = await AttackLab.open('express');
    for (const message of MESSAGES) {
      const outcome = await lab.post({ ...message, TopicArn: simulator.topicArn });
      const firstOnly = message === MESSAGES[0] ? [CERTIFICATE_URL] : [];
      expect(outcome, message.Type).toEqual(refused(403, 'SIGNATURE_INVALID', firstOnly));
    }
    expect(await lab.post(simulator.unsubscribeConfirmation())).toEqual(
      taken([], 'SubscriptionCancelled'),
    );
  });
});
