import { checkOptions } from '../validation/check-options.js';
import type { IdempotencyStore, TaskClaim } from './idempotency-store.js';
import {
  MemoryIdempotencyStoreRules,
  type MemoryIdempotencyStoreOptions,
} from './memory-idempotency-store.options.js';

interface Lease {
  readonly token: string;
  tasks: readonly string[];
  until: number;
}

interface MessageRecord {
  done: readonly string[];
  leases: readonly Lease[];
  /** When the record can be dropped. */
  expires: number;
}

const DEFAULT_MAX_MESSAGES = 100_000;

/** Maximum number of messages with running tasks that one call moves to the end of the queue. */
const MAX_SKIPPED = 16;

const NONE: readonly string[] = [];
const NO_LEASES: readonly Lease[] = [];

/**
 * Remembers in memory which tasks are done. This is enough for a single instance whose handlers may
 * run again for an event after a restart.
 *
 * @publicApi
 */
export class MemoryIdempotencyStore implements IdempotencyStore {
  private readonly maxMessages: number;
  private readonly clock: () => number;
  /** In order of first delivery, which is roughly the order of expiry. */
  private readonly messages = new Map<string, MessageRecord>();
  private cursor = this.messages.entries();
  private oldest: readonly [string, MessageRecord] | undefined;
  private claims = 0;

  /** @throws MisfitNotificationOptionsError if an option is unknown or has an invalid value. */
  constructor(options: MemoryIdempotencyStoreOptions = {}) {
    checkOptions('MemoryIdempotencyStore', MemoryIdempotencyStoreRules, options);
    this.maxMessages = options.maxMessages ?? DEFAULT_MAX_MESSAGES;
    this.clock = options.clock ?? (() => performance.now());
  }

  /** Number of remembered messages. */
  get size(): number {
    return this.messages.size;
  }

  claim(messageId: string, tasks: readonly string[], leaseMs: number): TaskClaim {
    const now = this.clock();
    const token = String(++this.claims);
    const until = now + leaseMs;
    const record = this.messages.get(messageId);
    if (record === undefined) {
      this.add(messageId, { done: NONE, leases: [{ token, tasks, until }], expires: until }, now);
      return { messageId, token, granted: tasks, busy: NONE };
    }
    const { granted, busy } = partitionTasks(tasks, record, now);
    if (granted.length > 0) {
      record.leases = [...record.leases, { token, tasks: granted, until }];
    }
    record.expires = Math.max(record.expires, until);
    return { messageId, token, granted, busy };
  }

  renew({ messageId, token }: TaskClaim, leaseMs: number): void {
    const record = this.messages.get(messageId);
    const lease = record?.leases.find((held) => held.token === token);
    if (record === undefined || lease === undefined) return;
    lease.until = this.clock() + leaseMs;
    record.expires = Math.max(record.expires, lease.until);
  }

  complete(claim: TaskClaim, tasks: readonly string[], retainMs: number): void {
    const now = this.clock();
    const expires = now + retainMs;
    const record = this.messages.get(claim.messageId);
    if (record === undefined) {
      this.add(claim.messageId, { done: tasks, leases: NO_LEASES, expires }, now);
      return;
    }
    record.done = record.done.length === 0 ? tasks : [...new Set([...record.done, ...tasks])];
    record.expires = Math.max(record.expires, expires);
    removeFromLease(record, claim.token, tasks);
  }

  release(claim: TaskClaim, tasks: readonly string[]): void {
    const record = this.messages.get(claim.messageId);
    if (record === undefined) return;
    removeFromLease(record, claim.token, tasks);
    const isEmpty = record.done.length === 0 && record.leases.length === 0;
    if (isEmpty) this.messages.delete(claim.messageId);
  }

  private add(messageId: string, record: MessageRecord, now: number): void {
    this.forget(now);
    this.messages.set(messageId, record);
  }

  /** Makes room for one more message: drops expired ones and, if the store is full, the oldest. */
  private forget(now: number): void {
    for (let skipped = 0; skipped < MAX_SKIPPED;) {
      const [messageId, record] = this.findOldest() ?? [];
      if (messageId === undefined || record === undefined) return;
      const isExpired = record.expires <= now;
      if (!isExpired && this.messages.size < this.maxMessages) return;
      this.messages.delete(messageId);
      this.oldest = undefined;
      if (isExpired || !isHeld(record, now)) continue;
      this.messages.set(messageId, record);
      skipped++;
    }
  }

  /**
   * Keeps its position between calls: a map keeps the slots of removed entries for a while, and a
   * new iterator would pass all of them each time.
   */
  private findOldest(): readonly [string, MessageRecord] | undefined {
    while (this.oldest === undefined || this.messages.get(this.oldest[0]) !== this.oldest[1]) {
      const next = this.cursor.next();
      this.oldest = next.done === true ? undefined : next.value;
      if (this.oldest !== undefined) continue;
      this.cursor = this.messages.entries();
      return undefined;
    }
    return this.oldest;
  }
}

function isHeld(record: MessageRecord, now: number): boolean {
  return record.leases.some(({ until }) => until > now);
}

function partitionTasks(
  tasks: readonly string[],
  record: MessageRecord,
  now: number,
): Pick<TaskClaim, 'granted' | 'busy'> {
  record.leases = record.leases.filter(({ until }) => until > now);
  if (record.done.length === 0 && record.leases.length === 0) return { granted: tasks, busy: NONE };
  const done = new Set(record.done);
  const held = new Set(record.leases.flatMap((lease) => lease.tasks));
  const open = tasks.filter((task) => !done.has(task));
  return {
    granted: open.filter((task) => !held.has(task)),
    busy: open.filter((task) => held.has(task)),
  };
}

function removeFromLease(record: MessageRecord, token: string, tasks: readonly string[]): void {
  const lease = record.leases.find((held) => held.token === token);
  if (lease === undefined) return;
  lease.tasks = without(lease.tasks, tasks);
  if (lease.tasks.length > 0) return;
  // Records stay for an hour, so they share one empty list.
  record.leases =
    record.leases.length === 1 ? NO_LEASES : record.leases.filter((held) => held !== lease);
}

function without(tasks: readonly string[], removed: readonly string[]): readonly string[] {
  // Most claims complete or release all tasks at once.
  if (removed.length === tasks.length && tasks.every((task, index) => task === removed[index])) {
    return NONE;
  }
  const gone = new Set(removed);
  return tasks.filter((task) => !gone.has(task));
}
