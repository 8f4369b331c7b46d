import type { DeadLetterFilter } from '../../delivery/dead-letter-store.js';
import type { StorageOptions } from './storage.options.js';

export type ShowOptions = StorageOptions;

export interface FilterOptions extends StorageOptions, DeadLetterFilter {}

export interface ListOptions extends FilterOptions {
  readonly limit: number;
  readonly from?: string;
}

export interface ReplayOptions extends FilterOptions {
  readonly all?: boolean;
  /** Runs instead of the handler that failed. */
  readonly withHandler?: string;
}

export interface PurgeOptions extends FilterOptions {
  readonly yes?: boolean;
}

/** Only the conditions, without what else a command was given. */
export function filterOf({ handler, before }: FilterOptions): DeadLetterFilter {
  return { ...(handler !== undefined && { handler }), ...(before !== undefined && { before }) };
}
