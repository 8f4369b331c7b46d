import { HttpException } from '@nestjs/common';
import { statusOf } from './status-of.js';

/**
 * The answer to a refused request: 400, 403, 413 or 503, as docs/codes.md says for the error in
 * `cause`. The body holds the status and nothing else.
 *
 * @publicApi
 */
export class DeliveryRefusedException extends HttpException {
  constructor(cause: unknown) {
    const status = statusOf(cause);
    super({ statusCode: status }, status, { cause });
  }
}
