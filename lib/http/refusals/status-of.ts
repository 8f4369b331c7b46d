import { CODES } from '../../codes/codes.js';
import { refusalOf } from './rejection-of.js';

/**
 * The status that a request is answered with after an error. SNS gives up a message after any 4xx
 * except 429, so a status is 4xx only if the message would be refused again. Every other error is
 * answered 503, so that SNS delivers again.
 *
 * @see https://docs.aws.amazon.com/sns/latest/dg/sns-message-delivery-retries.html
 */
export function statusOf(error: unknown): number {
  return CODES[refusalOf(error).code].status;
}
