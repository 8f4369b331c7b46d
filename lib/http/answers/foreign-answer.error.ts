/** Other code of the application has answered a delivery, or the connection closed meanwhile. */
export class ForeignAnswerError extends Error {
  override readonly name = 'ForeignAnswerError';
  readonly code = 'FOREIGN_ANSWER';

  /** @param status `undefined` if the connection was closed before an answer. */
  constructor(status: number | undefined) {
    super(
      status === undefined
        ? 'the connection was closed while other code of the application had the delivery'
        : `other code of the application has answered ${status}`,
    );
  }
}
