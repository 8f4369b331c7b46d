import type { OutgoingHttpHeaders } from 'node:http';
import { misfitUpdate } from 'nestjs-misfit-notification/testing';
import { headersOf } from '../../../lib/testing/sns-request.js';
import { simulator } from '../apps/delivery-app.js';

/** What the owner of a topic can have SNS send, and what SNS would never send. */
export const CONTENT_TYPES: readonly (string | undefined)[] = [
  'text/plain; charset=UTF-8',
  'application/json',
  'application/x-www-form-urlencoded',
  'multipart/form-data; boundary=x',
  'application/vnd.made-up',
  'x',
  undefined,
];

export interface SignedBody {
  /** Id of the one update in it. */
  readonly id: string;
  readonly body: string;
  /** The headers of SNS, with that Content-Type or without any. */
  readonly headers: (contentType?: string) => OutgoingHttpHeaders;
}

/** A new genuine notification: `size` bytes long, or with that text in it, where one is given. */
export function signedBody(size?: number, text?: string): SignedBody {
  const update = misfitUpdate();
  const note = size === undefined ? text : 'x'.repeat(Math.max(0, size - 5_000));
  const message = simulator.notification([{ ...update, note }]);
  return {
    id: update.id,
    body: JSON.stringify(message).padEnd(size ?? 0, ' '),
    headers: (contentType) => {
      const { 'content-type': _, ...headers } = headersOf(message, '');
      return contentType === undefined ? headers : { ...headers, 'content-type': contentType };
    },
  };
}
