import { createHash } from 'node:crypto';
import type { ScriptCommands } from './redis-client.js';

/** A Lua script that a server knows by its hash, once it has seen it. */
export class Script {
  private readonly sha1: string;

  constructor(private readonly source: string) {
    this.sha1 = createHash('sha1').update(source).digest('hex');
  }

  /**
   * Runs on one key, so that it runs on a cluster.
   *
   * @see https://redis.io/docs/latest/develop/programmability/eval-intro/
   */
  async run(commands: ScriptCommands, key: string, args: readonly string[]): Promise<unknown> {
    try {
      return await commands.bySha1(this.sha1, key, args);
    } catch (error) {
      if (!isUnknownScript(error)) throw error;
      return commands.bySource(this.source, key, args);
    }
  }
}

function isUnknownScript(error: unknown): boolean {
  return error instanceof Error && error.message.startsWith('NOSCRIPT');
}
