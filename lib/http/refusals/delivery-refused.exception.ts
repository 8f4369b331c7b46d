import { HttpException } from '@nestjs/common';
import { statusOf } from './status-of.js';

/**
 * The answer to a refused request. The cause determines its status, and the body reveals nothing
 * else.
 *
 * @publicApi
 */
export class DeliveryRefusedException extends HttpException {
  constructor(cause: unknown) {
    const status = statusOf(cause);
    super({ statusCode: status }, status, { cause });
  }
}
