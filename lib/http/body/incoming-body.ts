import type { Readable } from 'node:stream';
import type { BodyBudget, BudgetedBody } from './body-budget.js';
import { bodyAborted, BodyError, bodyTooLarge } from '../refusals/errors.js';
import { GrowingBuffer } from './growing-buffer.js';

/** Time limit for receiving a body, in ms: SNS waits 15 s for the answer, handlers included. */
const READ_TIMEOUT = 5_000;

/**
 * Bytes read and discarded beyond the limit: senders read no answer before they have sent the body.
 */
const MAX_DISCARDED = 16 * 1024 * 1024;

/**
 * A body may arrive in `MAX_PIECES` pieces, plus one for every `MIN_PIECE_LENGTH` bytes. Each piece
 * costs some microseconds however short it is, and no real network makes pieces this short.
 */
const MAX_PIECES = 4_096;
const MIN_PIECE_LENGTH = 256;

/** Reads one body from its stream. */
export class IncomingBody implements BudgetedBody {
  private buffer: GrowingBuffer;
  private readonly timer: NodeJS.Timeout;
  /** Bytes received, including discarded ones. */
  private received = 0;
  private pieces = 0;
  private isTooLarge: boolean;

  private constructor(
    private readonly stream: Readable,
    private readonly limit: number,
    announced: number | undefined,
    private readonly budget: BodyBudget,
    private readonly resolve: (body: Buffer) => void,
    private readonly reject: (error: BodyError) => void,
  ) {
    this.buffer = new GrowingBuffer(announced ?? limit, limit);
    this.isTooLarge = announced !== undefined && announced > limit;
    this.timer = setTimeout(this.onTimeout, READ_TIMEOUT);
    stream.on('data', this.onData).on('end', this.onEnd);
    stream.on('close', this.onClose).on('error', this.onError);
    // Middleware may have paused it.
    stream.resume();
  }

  /**
   * @param announced length according to the request's headers, if any.
   * @throws BodyError if the body is too large, is aborted, does not arrive in time, comes in too
   * many pieces, or has to give way to others.
   */
  static read(
    stream: Readable,
    limit: number,
    announced: number | undefined,
    budget: BodyBudget,
  ): Promise<Buffer> {
    return new Promise(
      (resolve, reject) => new IncomingBody(stream, limit, announced, budget, resolve, reject),
    );
  }

  giveWay(): void {
    this.fail(
      new BodyError(
        'BODY_MEMORY_EXCEEDED',
        'the request bodies that are arriving use too much memory',
      ),
    );
  }

  private readonly onData = (chunk: Buffer | string): void => {
    const piece = typeof chunk === 'string' ? this.encode(chunk) : chunk;
    this.received += piece.length;
    this.pieces++;
    if (this.received > this.limit + MAX_DISCARDED) this.fail(bodyTooLarge(this.limit));
    else if (this.pieces > MAX_PIECES + this.received / MIN_PIECE_LENGTH) this.failAsFragmented();
    else if (this.received > this.limit) this.discard();
    else if (!this.isTooLarge) this.keep(piece);
  };

  private readonly onEnd = (): void => {
    if (this.isTooLarge) {
      this.fail(bodyTooLarge(this.limit));
      return;
    }
    this.stop();
    this.resolve(this.buffer.contents());
  };

  private readonly onClose = (): void => this.fail(bodyAborted(null));

  private readonly onError = (cause: Error): void => this.fail(bodyAborted(cause));

  private readonly onTimeout = (): void =>
    this.failUnlessTooLarge(
      new BodyError('BODY_TIMEOUT', `the body did not arrive within ${READ_TIMEOUT} ms`),
    );

  /** Encodes text from a stream on which middleware has set an encoding. */
  private encode(text: string): Buffer {
    return Buffer.from(text, this.stream.readableEncoding ?? 'utf8');
  }

  private keep(piece: Buffer): void {
    const capacity = this.buffer.capacityFor(piece.length);
    if (capacity > this.buffer.capacity && !this.budget.hold(this, capacity)) return;
    this.buffer.append(piece);
  }

  private discard(): void {
    if (this.isTooLarge) return;
    this.isTooLarge = true;
    this.budget.release(this);
    this.buffer = new GrowingBuffer(0, 0);
  }

  private failAsFragmented(): void {
    const reason = `the body arrives in more than ${MAX_PIECES} pieces of a few bytes`;
    this.failUnlessTooLarge(new BodyError('BODY_FRAGMENTED', reason));
  }

  private failUnlessTooLarge(error: BodyError): void {
    this.fail(this.isTooLarge ? bodyTooLarge(this.limit) : error);
  }

  private fail(error: BodyError): void {
    this.stop();
    this.stream.pause();
    this.reject(error);
  }

  private stop(): void {
    clearTimeout(this.timer);
    this.budget.release(this);
    this.stream.off('data', this.onData).off('end', this.onEnd).off('close', this.onClose);
    // An unhandled error event would end the process.
    this.stream.off('error', this.onError).on('error', ignore);
  }
}

function ignore(): void {}
