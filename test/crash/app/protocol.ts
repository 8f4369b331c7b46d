/** What the parent tells an application that is to crash, in its first message. */
export interface CrashAppSettings {
  /** Which life of the application this is, counting from 1. */
  readonly life: number;
  readonly adapter: 'express' | 'fastify';
  readonly engine: 'sqlite' | 'bullmq';
  /** Options of the engine. */
  readonly options: object;
  /** What the handlers do is appended here. */
  readonly journal: string;
  /** The simulated SNS's certificate. */
  readonly certificate: string;
}

/** Sent to the parent when deliveries are taken. */
export interface CrashAppReady {
  readonly url: string;
}

/** A line of the journal: these, and a space between each two. */
export type JournalEntry = readonly [
  life: string,
  time: string,
  what: 'start' | 'failure' | 'success',
  /** Message, update and handler. */
  job: string,
];
