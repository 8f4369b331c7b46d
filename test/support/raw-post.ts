import { request, type IncomingHttpHeaders, type OutgoingHttpHeaders } from 'node:http';
import { text } from 'node:stream/consumers';

export interface RawAnswer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
  readonly duration: number;
}

/**
 * Posts a body with these headers and no other: `fetch` would add a Content-Type. With
 * `transfer-encoding: chunked` among them the length is not announced.
 */
export function rawPost(
  url: string,
  body: string | Uint8Array,
  headers: OutgoingHttpHeaders = {},
): Promise<RawAnswer> {
  const startedAt = performance.now();
  return new Promise((resolve, reject) => {
    const outgoing = request(url, { method: 'POST', headers, agent: false }, (response) => {
      const { statusCode: status = 0, headers: received } = response;
      text(response).then((answer) => {
        const duration = performance.now() - startedAt;
        resolve({ status, headers: received, body: answer, duration });
      }, reject);
    });
    outgoing.on('error', reject);
    outgoing.end(body);
  });
}

/** The headers of SNS for a message, with the Content-Type that the topic's owner has set. */
export function snsHeaders(
  { Type, MessageId, TopicArn }: Readonly<Record<'Type' | 'MessageId' | 'TopicArn', string>>,
  contentType: string | undefined,
): OutgoingHttpHeaders {
  return {
    ...(contentType !== undefined && { 'content-type': contentType }),
    'user-agent': 'Amazon Simple Notification Service Agent',
    'x-amz-sns-message-type': Type,
    'x-amz-sns-message-id': MessageId,
    'x-amz-sns-topic-arn': TopicArn,
  };
}
