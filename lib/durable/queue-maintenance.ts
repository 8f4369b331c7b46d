import type { DeadLetterStore } from '../delivery/dead-letter-store.js';
import type { QueueStatistics } from '../delivery/queue-statistics.js';

/**
 * A queue opened for maintenance only: this process runs no handler and deletes nothing by itself.
 */
export interface QueueMaintenance {
  readonly deadLetters: DeadLetterStore;
  statistics(): Promise<QueueStatistics>;
  close(): Promise<void>;
}
