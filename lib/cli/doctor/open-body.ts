import { request } from 'node:http';
import { request as requestTls } from 'node:https';
import { drained } from '../frame/drained.js';

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

  /** @returns whether the chunk was taken, at the latest after `timeout` ms. */
  async write(chunk: Buffer, timeout: number): Promise<boolean> {
    if (this.isOver) return false;
    this.written += chunk.length;
    if (this.request.write(chunk)) {
      await new Promise(setImmediate);
      return true;
    }
    await drained(this.request, timeout);
    return !this.request.writableNeedDrain;
  }

  destroy(): void {
    this.request.destroy();
  }
}
