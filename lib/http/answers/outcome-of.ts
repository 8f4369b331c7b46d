import { HttpStatus } from '@nestjs/common';
import type { MisfitDeliveryRecord } from '../../bus/delivery-record.js';

/** What SNS does with a delivery after the answer. */
export type Outcome = MisfitDeliveryRecord['outcome'];

/** @see https://docs.aws.amazon.com/sns/latest/dg/sns-message-delivery-retries.html */
export function outcomeOf(status: number): Outcome {
  if (status >= 200 && status < 300) return 'accepted';
  const isRetried = status >= 500 || (status as HttpStatus) === HttpStatus.TOO_MANY_REQUESTS;
  return isRetried ? 'deferred' : 'refused';
}
