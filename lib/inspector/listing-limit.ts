import { TokenBucket } from '../common/token-bucket.js';

/** Deliveries with a genuine message per second, and how many may arrive at once. */
const GENUINE = { rate: 100, burst: 500 };

/** The same for other requests: strangers must not push the genuine ones out of the list. */
const OTHER = { rate: 20, burst: 100 };

/**
 * Limits the rate of deliveries that are listed. Nobody reads thousands a second, and listing costs
 * a delivery about a tenth of its time. The rest are counted.
 */
export class ListingLimit {
  private readonly genuine = new TokenBucket(GENUINE.rate, GENUINE.burst);
  private readonly other = new TokenBucket(OTHER.rate, OTHER.burst);

  /** Number of deliveries that were not listed. */
  unlisted = 0;

  /** Whether another message, or a delivery without one, may be listed now. */
  admits(isVerified: boolean): boolean {
    return (isVerified ? this.genuine : this.other).take();
  }
}
