import type { SnsMessage } from './sns-message.js';

/** Takes the signed text piece by piece, as `crypto.Verify` and `crypto.Sign` do. */
export interface TextSink {
  update(text: string): unknown;
}

/**
 * Feeds the text that SNS signs: `name`, newline, value, newline for each field, in this order.
 * Piece by piece, because joining a large message first would copy it.
 *
 * @see https://docs.aws.amazon.com/sns/latest/dg/sns-verify-signature-of-message-verify-message-signature.html
 */
export function feedSignedText(message: SnsMessage, sink: TextSink): void {
  sink.update('Message\n');
  sink.update(message.Message);
  sink.update(`\nMessageId\n${message.MessageId}\n${middleOf(message)}Type\n${message.Type}\n`);
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
