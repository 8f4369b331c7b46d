import type { EventHandler, MisfitEvent } from 'nestjs-misfit-notification';

/** A process that takes deliveries, as far as the referees have to know it. */
export interface Process {
  readonly name: string;
  isAlive: boolean;
  stopsAt: number | undefined;
  stoppedAt: number | undefined;
}

/** A claim as the store knows it. */
export interface ClaimRecord {
  readonly token: string;
  readonly attempt: Attempt;
  readonly granted: ReadonlySet<string>;
  /** What was recorded as done when it was granted. */
  readonly repeats: ReadonlySet<string>;
  readonly held: Set<string>;
  until: number;
  /** Whether it was renewed after its end. A store may have forgotten it by then, or not. */
  isRevived: boolean;
  /** When a call for it last failed, or was slow enough to cost it the lease. */
  disturbedAt: number;
}

export type WorkState = 'running' | 'succeeded' | 'failed';

/** One handler's work on one event. */
export interface Task {
  readonly event: MisfitEvent;
  readonly handler: EventHandler;
}

/** One delivery of a message to one process. */
export interface Attempt {
  readonly name: string;
  readonly messageId: string;
  readonly process: Process;
  /** By their keys. */
  readonly tasks: ReadonlyMap<string, Task>;
  readonly receivedAt: number;
  readonly timeout: number;
  /** What the process was told that it may do. */
  claim: ClaimRecord | undefined;
  readonly work: Map<string, WorkState>;
  readonly published: Set<unknown>;
  answeredAt: number | undefined;
}
