import type { SnsMessage } from './sns-message.js';

/** Takes the signed text piece by piece, as `crypto.Verify` and `crypto.Sign` do. */
export interface TextSink {
  update(text: string): unknown;
}

/** Up to this length, copying a text costs less than handing it over in pieces. */
const MAX_JOINED_LENGTH = 4_096;

/**
 * Feeds the text that SNS signs: name, newline, value and newline for each field, in the order that
 * AWS prescribes. A large message goes piece by piece, because joining it first would copy it.
 *
 * @see https://docs.aws.amazon.com/sns/latest/dg/sns-verify-signature-of-message-verify-message-signature.html
 */
export function feedSignedText(message: SnsMessage, sink: TextSink): void {
  const { Message, MessageId, Type } = message;
  const rest = `\nMessageId\n${MessageId}\n${middleOf(message)}Type\n${Type}\n`;
  if (Message.length <= MAX_JOINED_LENGTH) {
    sink.update(`Message\n${Message}${rest}`);
    return;
  }
  sink.update('Message\n');
  sink.update(Message);
  sink.update(rest);
}

function middleOf(message: SnsMessage): string {
  const { Timestamp, TopicArn } = message;
  if (message.Type !== 'Notification') {
    const { SubscribeURL, Token } = message;
    return `SubscribeURL\n${SubscribeURL}\nTimestamp\n${Timestamp}\nToken\n${Token}\nTopicArn\n${TopicArn}\n`;
  }
  const subject = message.Subject === undefined ? '' : `Subject\n${message.Subject}\n`;
  return `${subject}Timestamp\n${Timestamp}\nTopicArn\n${TopicArn}\n`;
}
