import type { Job } from './job.js';

/** What tells a job from all others. */
export type JobIdentity = Pick<Job, 'messageId' | 'index' | 'handler'>;

/**
 * The same whenever the message is delivered. Holds no colon, which Redis keys are put together
 * with.
 */
export function jobIdOf({ messageId, index, handler }: JobIdentity): string {
  return `${messageId}.${index}.${encodeURIComponent(handler.toWellFormed())}`;
}

/** `undefined` for what `jobIdOf` cannot have made. */
export function parseJobId(id: string): JobIdentity | undefined {
  const [, messageId, index, handler] = /^([^.]+)\.(\d{1,9})\.(.+)$/.exec(id) ?? [];
  if (messageId === undefined || handler === undefined) return undefined;
  try {
    return { messageId, index: Number(index), handler: decodeURIComponent(handler) };
  } catch {
    return undefined;
  }
}
