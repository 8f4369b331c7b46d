/**
 * The part of an ioredis client that is used (`Redis` or `Cluster`, of ioredis 5 or 6).
 *
 * @publicApi
 */
export interface IoredisClient {
  /** The `EVAL` command. */
  eval(script: string, keyCount: number, ...args: string[]): Promise<unknown>;
  /** The `EVALSHA` command. */
  evalsha(sha1: string, keyCount: number, ...args: string[]): Promise<unknown>;
}

/**
 * The part of a node-redis client that is used (`createClient`, `createCluster`, `createClientPool`
 * or `createSentinel`, of redis 5 or 6).
 *
 * @publicApi
 */
export interface NodeRedisClient {
  /** The `EVAL` command. */
  eval(script: string, options: EvalOptions): Promise<unknown>;
  /** The `EVALSHA` command. */
  evalSha(sha1: string, options: EvalOptions): Promise<unknown>;
}

interface EvalOptions {
  keys: string[];
  arguments: string[];
}

/**
 * A client of the application. The types are structural, so that only one of the packages needs to
 * be installed.
 *
 * @publicApi
 */
export type RedisClient = IoredisClient | NodeRedisClient;

/** The two commands that run a script on one key. */
export interface ScriptCommands {
  bySource(source: string, key: string, args: readonly string[]): Promise<unknown>;
  bySha1(sha1: string, key: string, args: readonly string[]): Promise<unknown>;
}

/** @returns `undefined` if the value is not a client of either library. */
export function scriptCommandsOf(client: unknown): ScriptCommands | undefined {
  if (isNodeRedis(client)) {
    return {
      bySource: (source, key, args) => client.eval(source, { keys: [key], arguments: [...args] }),
      bySha1: (sha1, key, args) => client.evalSha(sha1, { keys: [key], arguments: [...args] }),
    };
  }
  if (isIoredis(client)) {
    return {
      bySource: (source, key, args) => client.eval(source, 1, key, ...args),
      bySha1: (sha1, key, args) => client.evalsha(sha1, 1, key, ...args),
    };
  }
  return undefined;
}

function isNodeRedis(client: unknown): client is NodeRedisClient {
  return hasMethods(client, 'eval', 'evalSha');
}

function isIoredis(client: unknown): client is IoredisClient {
  return hasMethods(client, 'eval', 'evalsha');
}

function hasMethods(client: unknown, ...names: readonly string[]): boolean {
  if (typeof client !== 'object' || client === null) return false;
  return names.every((name) => typeof (client as Record<string, unknown>)[name] === 'function');
}
