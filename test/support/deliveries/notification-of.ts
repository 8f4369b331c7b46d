import type { SnsNotification } from '../../../lib/sns/sns-message.js';

/** A verified notification that carries this text. */
export function notificationOf(Message: string, Subject?: string): SnsNotification {
  return {
    Type: 'Notification',
    MessageId: '95841c0a-329b-5910-bcc0-4a45a34aa6c7',
    TopicArn: 'arn:aws:sns:us-east-1:819895241319:resource-tp1',
    Message,
    Timestamp: '2026-11-24T01:02:03.456Z',
    ...(Subject !== undefined && { Subject }),
  };
}
