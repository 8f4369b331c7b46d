/**
 * Handlers have the same name, so stores and queues could not tell their work apart. Thrown when
 * the application starts. The message lists the methods and says what to do.
 *
 * @publicApi
 */
export class DuplicateHandlerNameError extends Error {
  override readonly name = 'DuplicateHandlerNameError';
}
