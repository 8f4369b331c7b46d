import { RandomPool } from '../common/random-pool.js';
import { withTimeout } from '../common/with-timeout.js';
import { withoutStackTrace } from '../common/without-stack-trace.js';
import { CertificateUnavailableError } from './errors.js';

/** In ms. SNS waits 15 s for the answer, and the body may already have taken 5 s to arrive. */
export const MAX_WAIT = 5_000;

export const MAX_MESSAGES = 1_000;

/** In UTF-16 code units, of all waiting messages together. */
export const MAX_TEXT_LENGTH = 32 * 1024 * 1024;

/**
 * The messages that wait for their certificates. They are not verified yet, so their number and
 * their size are limited. Beyond a limit, a random message is turned away: an attacker could
 * influence any other choice, for example with a burst that displaces all earlier messages.
 */
export class WaitingMessages {
  private readonly messages = new RandomPool<WaitingMessage>();
  private textLength = 0;

  /** @throws CertificateUnavailableError after `MAX_WAIT`, or if the message is turned away. */
  async wait<T>(outcome: Promise<T>, textLength: number): Promise<T> {
    const message = new WaitingMessage(textLength);
    this.add(message);
    try {
      const settled = Promise.race([outcome, message.turnedAway]);
      return await withTimeout(settled, MAX_WAIT, () =>
        unavailable(`could not fetch the signing certificate within ${MAX_WAIT} ms`),
      );
    } finally {
      this.delete(message);
    }
  }

  private add(message: WaitingMessage): void {
    this.messages.add(message);
    this.textLength += message.textLength;
    while (this.isTooFull()) {
      const unlucky = this.messages.pick() as WaitingMessage;
      this.delete(unlucky);
      unlucky.turnAway(unavailable('too many messages are waiting for their certificates'));
    }
  }

  private delete(message: WaitingMessage): void {
    if (this.messages.delete(message)) this.textLength -= message.textLength;
  }

  private isTooFull(): boolean {
    const { size } = this.messages;
    // A single message may have any size: the limit of the body, `bodyLimit`, applies to it.
    return size > MAX_MESSAGES || (size > 1 && this.textLength > MAX_TEXT_LENGTH);
  }
}

class WaitingMessage {
  turnAway!: (error: Error) => void;
  readonly turnedAway = new Promise<never>((_, reject) => {
    this.turnAway = reject;
  });

  constructor(readonly textLength: number) {}
}

function unavailable(reason: string): CertificateUnavailableError {
  return withoutStackTrace(() => new CertificateUnavailableError(reason));
}
