import { RetryLater, type MisfitEvent } from 'nestjs-misfit-notification';

/** How a handler ends its runs for an event, one after the other; it succeeds after that. */
export type Fate = readonly ('fail' | 'later' | 'hang')[];

export interface Plan {
  /** Each with the fates of its updates, which take turns between two owners. */
  readonly messages: readonly (readonly Fate[])[];
  /** How many of a hundred statements fail. */
  readonly faultRate: number;
  /** After how many messages the process ends, without a word. */
  readonly crashAfter: number;
}

/** What has run, and what must not have. */
export class Witness {
  readonly runs = new Map<string, number>();
  readonly mistakes: string[] = [];
  /** Successes that are on the disk. */
  readonly recorded = new Set<string>();
  readonly succeeded = new Set<string>();
  readonly dead = new Set<string>();
  /** Until the crash. */
  isAlive = true;

  constructor(private readonly plan: Plan) {}

  handle(handler: string, { id, notification }: MisfitEvent): unknown {
    if (!this.isAlive) return new Promise(() => {});
    const [message, index] = id.split('-').map(Number) as [number, number];
    const key = `${handler} ${id}`;
    const run = (this.runs.get(key) ?? 0) + 1;
    this.runs.set(key, run);
    if (this.recorded.has(key)) this.mistakes.push(`${key} ran after its success was stored`);
    const follower = `${handler} ${message}-${index + 2}`;
    if (this.runs.has(follower)) this.mistakes.push(`${key} ran after ${follower}`);
    const end = this.plan.messages[message]?.[index]?.[run - 1];
    if (end === 'fail') throw new Error(`${notification.messageId} is broken`);
    if (end === 'later') throw new RetryLater(2);
    if (end === 'hang') return new Promise(() => {});
    return Promise.resolve().then(() => this.succeeded.add(key));
  }
}
