import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { LoadOrder, LoadResult } from './load.js';

/** The process that makes the load. */
export class Loader {
  private readonly child = fork(fileURLToPath(new URL('load.js', import.meta.url)));

  /** @throws Error when an answer has another status than the one ordered. */
  async run(order: LoadOrder): Promise<LoadResult> {
    const answer = once(this.child, 'message');
    this.child.send(order);
    const [result] = (await answer) as [LoadResult];
    if (result.failures > 0) throw new Error(`${result.failures} requests failed at ${order.url}`);
    return result;
  }

  stop(): void {
    this.child.disconnect();
  }
}
