import type { Job } from './job.js';

/** Identifies a job. */
export type JobIdentity = Pick<Job, 'messageId' | 'index' | 'handler'>;

/**
 * The id of a job: the same for each delivery of the message. It has no colon, since colons
 * separate the parts of Redis keys.
 */
export function jobIdOf({ messageId, index, handler }: JobIdentity): string {
  return `${messageId}.${index}.${encodeURIComponent(handler.toWellFormed())}`;
}

/** `undefined` for a text that `jobIdOf` cannot have created. */
export function parseJobId(id: string): JobIdentity | undefined {
  const [, messageId, index, handler] = /^([^.]+)\.(\d{1,9})\.(.+)$/.exec(id) ?? [];
  if (messageId === undefined || handler === undefined) return undefined;
  try {
    return { messageId, index: Number(index), handler: decodeURIComponent(handler) };
  } catch {
    return undefined;
  }
}
