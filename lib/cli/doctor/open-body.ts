import { request } from 'node:http';
import { request as requestTls } from 'node:https';
import { drained } from '../frame/drained.js';

/** Longest wait until a chunk is taken, in ms. */
const MAX_WAIT = 15_000;

/** A request whose body the attacker does not end. */
export class OpenBody {
  written = 0;
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
    this.request.once('error', end);
    this.request.once('close', end);
  }

  async write(chunk: Buffer): Promise<void> {
    this.written += chunk.length;
    if (this.request.write(chunk)) {
      await new Promise(setImmediate);
      return;
    }
    await drained(this.request, MAX_WAIT);
  }

  destroy(): void {
    const wasOver = this.isOver;
    this.request.destroy();
    this.isOver = wasOver;
  }
}
