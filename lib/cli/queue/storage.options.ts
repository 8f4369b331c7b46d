import type { Command } from 'commander';

/** Where a queue is stored, and how results are printed. */
export interface StorageOptions {
  readonly sqlite?: string;
  /** `true`: the environment has the URL. */
  readonly redis?: string | true;
  readonly queue: string;
  readonly prefix: string;
  readonly json?: boolean;
}

export function addStorageOptions(command: Command): Command {
  return command
    .option('--sqlite <file>', 'the file of sqliteDelivery; no process may have it open')
    .option('--redis [url]', 'the Redis of bullmqDelivery; without a URL, the one in $REDIS_URL')
    .option('--queue <name>', 'queueName of bullmqDelivery', 'notifications')
    .option('--prefix <text>', 'prefix of bullmqDelivery', '{misfit}')
    .option('--json', 'print the result as JSON, as without a terminal');
}
