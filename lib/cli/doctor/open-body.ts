import { request } from 'node:http';
import { request as requestTls } from 'node:https';
import { drained } from '../frame/drained.js';
import { SNS_TIMEOUT } from './post-message.js';

/** A request whose body the attacker does not end. */
export class OpenBody {
  written = 0;
  /** Whether the receiver has answered or closed the connection. */
  isOver = false;
  private readonly request;

  constructor(url: URL) {
    const open = url.protocol === 'https:' ? requestTls : request;
    this.request = open(url, {
      method: 'POST',
      headers: { 'content-type': 'text/plain; charset=UTF-8' },
    });
    const end = (): void => void (this.isOver = true);
    this.request.once('response', (response) => {
      response.resume();
      end();
    });
    this.request.on('error', end);
    this.request.once('close', end);
  }

  /** @returns whether the chunk was taken, at the latest when SNS would hang up. */
  async write(chunk: Buffer): Promise<boolean> {
    if (this.isOver) return false;
    this.written += chunk.length;
    if (this.request.write(chunk)) {
      await new Promise(setImmediate);
      return true;
    }
    await drained(this.request, SNS_TIMEOUT);
    return !this.request.writableNeedDrain;
  }

  /** Writes one chunk after the other, until there are this many bytes or no more are taken. */
  async fill(chunk: Buffer, bytes: number, signal: AbortSignal): Promise<void> {
    while (this.written < bytes && (await this.write(chunk))) signal.throwIfAborted();
  }

  destroy(): void {
    this.request.destroy();
  }
}
