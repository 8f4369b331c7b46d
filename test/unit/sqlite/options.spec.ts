import { MisfitNotificationOptionsError } from 'nestjs-misfit-notification';
import { sqliteDelivery } from 'nestjs-misfit-notification/sqlite';
import { describe, expect, it } from 'vitest';

const path = 'misfit.db';

function refusalOf(options: unknown): string {
  try {
    sqliteDelivery(options as never);
  } catch (error) {
    if (error instanceof MisfitNotificationOptionsError) return error.message;
    throw error;
  }
  return 'taken';
}

describe('the options of sqliteDelivery', () => {
  it.each([
    [{ path }],
    [{ path, attempts: 1, concurrency: 1, jobTimeout: 1, deadLetterRetention: 1 }],
    [{ path, backoff: { delay: 1, maxDelay: 1, jitter: 0 } }],
    [{ path, backoff: {}, open: () => ({}) }],
    [{ path, attempts: undefined, backoff: undefined, open: undefined }],
  ])('may be %o', (options) => {
    expect(refusalOf(options)).toBe('taken');
  });

  it.each<[unknown, string]>([
    [undefined, 'must be an object'],
    [null, 'must be an object'],
    ['misfit.db', 'must be an object'],
    [{}, 'path is undefined'],
    [{ path: '' }, 'path is ""'],
    [{ path: 7 }, 'path is 7'],
    [{ path, attempts: 0 }, 'attempts is 0'],
    [{ path, attempts: 1.5 }, 'attempts is 1.5'],
    [{ path, attempts: '3' }, 'attempts is "3"'],
    [{ path, attempts: Infinity }, 'attempts is Infinity'],
    [{ path, concurrency: 0 }, 'concurrency is 0'],
    [{ path, concurrency: 1_001 }, 'concurrency is 1001'],
    [{ path, jobTimeout: -1 }, 'jobTimeout is -1'],
    [{ path, jobTimeout: 2 ** 31 }, `jobTimeout is ${2 ** 31}`],
    [{ path, deadLetterRetention: NaN }, 'deadLetterRetention is NaN'],
    [{ path, open: 'libsql' }, 'open is "libsql"'],
    [{ path, backoff: 5 }, 'backoff: the options must be an object'],
    [{ path, backoff: { delay: 0 } }, 'backoff: delay is 0'],
    [{ path, backoff: { maxDelay: Infinity } }, 'backoff: maxDelay is Infinity'],
    [{ path, backoff: { jitter: 1.1 } }, 'backoff: jitter is 1.1'],
    [{ path, backoff: { factor: 3 } }, 'backoff: unknown option factor'],
    [{ path, retries: 3 }, 'unknown option retries: the options are path, open, attempts'],
  ])('may not be %o', (options, reason) => {
    const refusal = refusalOf(options);
    expect(refusal).toMatch(/^sqliteDelivery: /);
    expect(refusal).toContain(reason);
  });
});
