/** What the parent tells an application that is to crash, in its first message. */
export interface CrashAppSettings {
  /** Which life of the application this is, counting from 1. */
  readonly life: number;
  readonly adapter: 'express' | 'fastify';
  /** The engines under test: each delivers for an application of its own. */
  readonly engines: readonly CrashEngineSettings[];
}

export interface CrashEngineSettings {
  readonly name: 'sqlite' | 'bullmq';
  /** Options of the engine. */
  readonly options: object;
  /** What the handlers do is appended here. */
  readonly journal: string;
  /** The simulated SNS's certificate. */
  readonly certificate: string;
}

/** Sent to the parent when every application takes deliveries. */
export interface CrashAppReady {
  /** By the order of the engines. */
  readonly urls: readonly string[];
}

/** What a queue holds. */
export type StoredWork = Readonly<Record<'waiting' | 'running' | 'delayed' | 'dead', number>>;

/** The answer to each later message of the parent. */
export interface CrashAppStatistics {
  /** By the order of the engines. */
  readonly work: readonly StoredWork[];
}

/** A line of the journal: these, and a space between each two. */
export type JournalEntry = readonly [
  life: string,
  time: string,
  what: 'start' | 'failure' | 'success',
  /** Message, update and handler. */
  job: string,
];
