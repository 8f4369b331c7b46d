import type { CodeTable } from './code-table.js';

/** Codes of `DeliveryError`. */
export const DELIVERY_CODES = {
  HANDLER_BACKOFF: {
    status: 503,
    meaning:
      'In process: a handler has failed on this message four times within minutes and is paused, ' +
      'from 1 s up to 15 s. With the default policy of SNS, its own retries alone never meet a pause',
    remedy: 'Fix the handler. If SNS did not send the message that often, somebody replays it',
  },
  HANDLER_TIMEOUT: {
    status: 503,
    meaning: 'A handler did not finish before the deadline',
    remedy: 'Make it faster, raise `handlerTimeout` (in process) or `jobTimeout` (durable)',
  },
  IN_PROGRESS: {
    status: 503,
    meaning: 'Another delivery of the same message is being handled',
    remedy: 'None: SNS delivers again',
  },
  IDEMPOTENCY_STORE_UNAVAILABLE: {
    status: 503,
    meaning: 'The idempotency store failed, or did not answer within 1.5 seconds',
    remedy: 'Check Redis and the connection to it',
  },
  OVERLOADED: {
    status: 503,
    meaning: 'More than 1 000 notifications are in progress',
    remedy: 'Make handlers faster, or add instances',
  },
  QUEUE_UNAVAILABLE: {
    status: 503,
    meaning:
      'The queue could not store the work: database failed, disk full, Redis unreachable or refusing writes',
    remedy: 'The log names the cause',
    see: {
      SQLite: 'sqlite.md#when-the-disk-or-the-file-fails',
      BullMQ: 'bullmq.md#when-redis-is-away',
    },
  },
  SHUTTING_DOWN: {
    status: 503,
    meaning: 'The application is shutting down, or has not started completely',
    remedy: 'None: SNS delivers again',
  },
} as const satisfies CodeTable;
