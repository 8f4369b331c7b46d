/**
 * Two handlers have the same name, so stores and queues could not tell their work apart. The message
 * says which methods they are, and what to do.
 *
 * @publicApi
 */
export class DuplicateHandlerNameError extends Error {
  override readonly name = 'DuplicateHandlerNameError';
}
