const NOTIFICATION = ['Message', 'MessageId', 'Subject', 'Timestamp', 'TopicArn', 'Type'];
const CONFIRMATION = [
  'Message',
  'MessageId',
  'SubscribeURL',
  'Timestamp',
  'Token',
  'TopicArn',
  'Type',
];

/**
 * The bytes that SNS signs for a message, by AWS's description and as a verifier gets them that
 * checks none of the fields: what `Type` begins with says which they are.
 */
export function signedBytes(message: object): Buffer {
  const fields = message as Readonly<Record<string, string | undefined>>;
  const names = fields['Type']?.startsWith('Notification') ? NOTIFICATION : CONFIRMATION;
  const lines = names
    .filter((name) => fields[name] !== undefined)
    .map((name) => `${name}\n${fields[name]}\n`);
  return Buffer.from(lines.join(''), 'utf8');
}
