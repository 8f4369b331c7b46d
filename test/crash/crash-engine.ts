import type { CrashEngineSettings } from './app/protocol.js';

/** A durable engine that a crash run tests. */
export interface CrashEngine {
  readonly name: CrashEngineSettings['name'];
  /** Options of the engine, as JSON can hold them. */
  readonly options: object;
  /** Names of the jobs, `message.index.handler`, whose success the engine has stored by now. */
  stored(): Promise<Iterable<string>>;
}
