import type { Attack } from './attack.js';

const HOURS = 3_600_000;
const OWN_TOPIC = 'arn:aws:sns:us-east-1:111111111111:own';

/** Forged and manipulated messages. */
export const FORGERIES: readonly Attack[] = [
  {
    name: 'unsigned message',
    fix: 'refuse messages without Signature; treat null and the empty string as absent',
    run: (lab) => {
      const { Signature: _, ...without } = lab.genuine();
      return lab.refuses({
        'no Signature': without,
        'Signature null': { ...lab.genuine(), Signature: null },
        'empty Signature': { ...lab.genuine(), Signature: '' },
      });
    },
  },
  {
    name: 'raw message delivery',
    fix: 'refuse requests with x-amz-sns-rawdelivery: true; they carry no signature',
    run: (lab) =>
      lab.refuses({ 'raw body': lab.genuine().Message }, { 'x-amz-sns-rawdelivery': 'true' }),
  },
  {
    name: 'signature of another key',
    fix: 'verify the signature with the public key of the certificate',
    run: (lab) => {
      const { Type, MessageId, Message, Timestamp, TopicArn, SigningCertURL } = lab.genuine();
      const message = { Type, MessageId, Message, Timestamp, TopicArn } as never;
      return lab.refuses({ stranger: { ...lab.stranger.sign(message), SigningCertURL } });
    },
  },
  {
    name: 'wrong types and hostile JSON',
    fix: 'accept only a plain object whose fields are own properties and strings',
    run: (lab) => {
      const message = lab.genuine();
      const inherited = `{"__proto__":${JSON.stringify(message)}}`;
      const bodies = ['null', '123', '[]', '["Notification"]', '{}', inherited, '['.repeat(10_000)];
      return lab.refuses({
        ...Object.fromEntries(bodies.map((body) => [body.slice(0, 20), body])),
        'Type in an array': { ...message, Type: ['Notification'] },
        'MessageId in an array': { ...message, MessageId: [message.MessageId] },
        'TopicArn in an array': { ...message, TopicArn: [message.TopicArn] },
      });
    },
  },
  {
    name: 'changed message',
    needsTrust: true,
    fix: 'sign the fields as received, and compare nothing else',
    run: (lab) => {
      const message = lab.genuine();
      return lab.refuses({
        'other owner': { ...message, Message: message.Message.replace('doctor', 'eve') },
      });
    },
  },
  {
    name: "message of the attacker's own topic",
    needsTrust: true,
    fix: 'compare TopicArn with a list of the topics that you have subscribed to',
    run: (lab) => {
      const { Type, MessageId, Message, Timestamp } = lab.genuine();
      const message = { Type, MessageId, Message, Timestamp, TopicArn: OWN_TOPIC } as never;
      return lab.refuses({ 'another account': lab.simulator.sign(message) });
    },
  },
  {
    name: 'forged topic with the same signed bytes',
    needsTrust: true,
    fix: 'refuse control characters in every signed field but Message',
    run: (lab) => {
      const { MessageId, Message, Timestamp, TopicArn } = lab.genuine();
      const tail = `\nMessageId\n${MessageId}\nTimestamp\n${Timestamp}\nTopicArn\n`;
      const published = `${Message}${tail}${TopicArn}\nType\nNotification`;
      const fields = { Type: 'Notification' as const, MessageId, Timestamp, TopicArn: OWN_TOPIC };
      const signed = lab.simulator.sign({ ...fields, Message: published });
      const Type = `Notification${tail}${OWN_TOPIC}\nType\nNotification`;
      return lab.refuses({ 'newlines in Type': { ...signed, Type, Message, TopicArn } });
    },
  },
  {
    name: 'field folded into another',
    needsTrust: true,
    fix: 'refuse a MessageId that is not a UUID',
    run: (lab) => {
      const { Subject, ...message } = lab.genuine('Hello') as {
        Subject: string;
        MessageId: string;
      };
      const MessageId = `${message.MessageId}\nSubject\n${Subject}`;
      return lab.refuses({ 'Subject in MessageId': { ...message, MessageId } });
    },
  },
  {
    name: 'headers that contradict the body',
    needsTrust: true,
    fix: 'compare x-amz-sns-message-type and x-amz-sns-topic-arn with the body, where they are sent',
    run: async (lab) => {
      const contentType = { 'content-type': 'text/plain; charset=UTF-8' };
      const lies = {
        type: { 'x-amz-sns-message-type': 'SubscriptionConfirmation' },
        topic: { 'x-amz-sns-topic-arn': OWN_TOPIC },
      };
      for (const [name, header] of Object.entries(lies)) {
        const hole = await lab.refuses({ [name]: lab.genuine() }, { ...contentType, ...header });
        if (hole !== undefined) return hole;
      }
      return undefined;
    },
  },
  {
    name: 'other spellings of a signature',
    needsTrust: true,
    fix: 'decode the signature, encode it again, and compare with what was received',
    run: (lab) => {
      const message = lab.genuine();
      const { Signature } = message;
      const spellings = {
        'a blank': ` ${Signature}`,
        'rubbish at the end': `${Signature}!!`,
        'no padding': Signature.replace(/=+$/, ''),
      };
      const changed = Object.entries(spellings).filter(([, spelling]) => spelling !== Signature);
      return lab.refuses(
        Object.fromEntries(changed.map(([name, each]) => [name, { ...message, Signature: each }])),
      );
    },
  },
  {
    name: 'relabelled signature version',
    needsTrust: true,
    fix: 'choose the digest by SignatureVersion: SHA-1 for 1, SHA-256 for 2, nothing else',
    run: (lab) => {
      const message = lab.genuine();
      const versions = ['2', '3', ''].map((version) => [
        `version ${JSON.stringify(version)}`,
        { ...message, SignatureVersion: version },
      ]);
      return lab.refuses(Object.fromEntries(versions) as Record<string, object>);
    },
  },
  {
    name: 'old message',
    needsTrust: true,
    fix: 'refuse a Timestamp older than an hour and a few minutes: SNS retries no longer',
    run: (lab) => {
      const Timestamp = new Date(Date.now() - 2 * HOURS).toISOString();
      const { Type, MessageId, Message, TopicArn } = lab.genuine();
      const old = { Type, MessageId, Message, TopicArn, Timestamp } as never;
      return lab.refuses({ 'two hours old': lab.simulator.sign(old) });
    },
  },
  {
    name: 'certificate of somebody else',
    needsTrust: true,
    fix: "check that the certificate is issued to the SNS of the topic's region, and valid now",
    run: async (lab) => {
      const { Type, MessageId, Message, TopicArn, Timestamp } = lab.genuine();
      const message = { Type, MessageId, Message, TopicArn, Timestamp } as never;
      const signed = lab.stranger.sign(message);
      const url = lab.freshCertificateUrl();
      lab.serve(url, () => lab.stranger.fetch(signed.SigningCertURL));
      return lab.refuses({ 'another name': { ...signed, SigningCertURL: url } });
    },
  },
];
