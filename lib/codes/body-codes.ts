import type { CodeTable } from './code-table.js';

/** Codes of `BodyError`. */
export const BODY_CODES = {
  BODY_TOO_LARGE: {
    status: 413,
    meaning: 'The body is larger than `bodyLimit`',
    remedy: 'SNS messages fit into the default of 1 MiB: restore it if you have lowered it',
  },
  BODY_TIMEOUT: {
    status: 503,
    meaning: 'The body did not arrive within 5 seconds',
    remedy: 'If it happens often, look at the network and the proxy',
  },
  BODY_ABORTED: {
    status: 503,
    meaning: 'The connection ended before the body was complete',
    remedy: 'If it happens often, look at the network and the proxy',
  },
  BODY_CONSUMED: {
    status: 503,
    meaning: 'A middleware has read the body and not kept it',
    remedy: 'Exempt the path from that middleware, or register it after the module',
  },
  BODY_FRAGMENTED: {
    status: 503,
    meaning: 'The body came in thousands of pieces of a few bytes',
    remedy:
      'None, if a stranger sent it. Otherwise check the proxy: no network has a reason to send ' +
      'such pieces',
  },
  BODY_MEMORY_EXCEEDED: {
    status: 503,
    meaning:
      'Bodies that are arriving take too much memory together, and the oldest of them are given up',
    remedy:
      'None, if strangers hold the bodies open. Otherwise add instances, or let the proxy buffer ' +
      'requests',
  },
} as const satisfies CodeTable;
