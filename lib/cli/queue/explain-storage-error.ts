import { describeError } from '../../common/describe-error.js';
import { MissingPackageError } from '../../common/missing-package.error.js';
import { DeliveryError } from '../../delivery/errors.js';
import { ReplayConflictError, UnreadableJobError } from '../../durable/errors.js';
import { SqliteDriverMissingError, SqliteFileError } from '../../sqlite/errors.js';
import { MisfitNotificationOptionsError } from '../../validation/check-options.js';
import { FoundError, UnreachableError, UsageError } from '../frame/errors.js';

/** The error with its exit code; a bug of this program stays as it is. */
export function explainStorageError(error: unknown): unknown {
  if (error instanceof SqliteDriverMissingError) {
    return new UsageError('a queue in SQLite needs a driver: npm install libsql');
  }
  if (error instanceof SqliteFileError) {
    const advice = error.code === 'IN_USE' ? '; stop the application first' : '';
    return new UsageError(`${error.message}${advice}`);
  }
  if (
    error instanceof MissingPackageError ||
    error instanceof MisfitNotificationOptionsError ||
    error instanceof RangeError
  ) {
    return new UsageError(error.message);
  }
  if (error instanceof UnreadableJobError || error instanceof ReplayConflictError) {
    return new FoundError(error.message);
  }
  if (error instanceof DeliveryError) {
    return new UnreachableError(`${error.message}${reasonOf(error.cause)}`);
  }
  return error;
}

/** A host with several addresses fails with an error without a message. */
function reasonOf(cause: unknown): string {
  const { code } = (cause ?? {}) as { readonly code?: unknown };
  return describeError(cause).message === '' && typeof code === 'string' ? code : '';
}
