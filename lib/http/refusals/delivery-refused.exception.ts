import { HttpException } from '@nestjs/common';
import { statusOf } from './status-of.js';

/**
 * The answer to a delivery that is refused: its status follows from the cause, and its body tells a
 * stranger nothing more.
 *
 * @publicApi
 */
export class DeliveryRefusedException extends HttpException {
  constructor(cause: unknown) {
    const status = statusOf(cause);
    super({ statusCode: status }, status, { cause });
  }
}
