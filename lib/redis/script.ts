import { createHash } from 'node:crypto';
import type { ScriptCommands } from './redis-client.js';

/** A Lua script, called by its hash once the server has cached it. */
export class Script {
  private readonly sha1: string;

  constructor(private readonly source: string) {
    this.sha1 = createHash('sha1').update(source).digest('hex');
  }

  /**
   * Uses one key only, so that it works on a cluster.
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
