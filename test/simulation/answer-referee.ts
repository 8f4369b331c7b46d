import type { Attempt } from './attempt.js';
import type { BackoffReferee } from './backoff-referee.js';
import type { Journal } from './journal.js';
import type { Answer } from './simulated-process.js';
import type { StoreReferee } from './store-referee.js';
import type { VirtualClock } from './virtual-clock.js';

/** Milliseconds that the delivery gives the store for one call. */
const STORE_DEADLINE = 1_500;

const REFUSALS: ReadonlySet<Answer> = new Set([
  'HANDLER_BACKOFF',
  'HANDLER_FAILED',
  'IN_PROGRESS',
  'IDEMPOTENCY_STORE_UNAVAILABLE',
  'SHUTTING_DOWN',
]);

/** Judges each answer: what it says, and when. */
export class AnswerReferee {
  readonly unanswered = new Set<Attempt>();

  constructor(
    private readonly store: StoreReferee,
    private readonly backoff: BackoffReferee,
    private readonly clock: VirtualClock,
    private readonly journal: Journal,
  ) {}

  received(attempt: Attempt): void {
    this.journal.note(`${attempt.process.name} receives ${attempt.name}`);
    this.unanswered.add(attempt);
    // What is to be recorded when the time is over has the store's deadline for it.
    const bound = Math.max(attempt.timeout, STORE_DEADLINE) + STORE_DEADLINE;
    this.clock.after(bound + 1, () => {
      if (!attempt.process.isAlive || !this.unanswered.has(attempt)) return;
      this.journal.violate('each answer comes in time', `${attempt.name} after ${bound} ms`);
    });
  }

  answered(attempt: Attempt, answer: Answer): void {
    this.journal.note(`${attempt.process.name} answers ${attempt.name} with ${answer}`);
    this.journal.count(`answer: ${answer}`);
    attempt.answeredAt = this.clock.now;
    this.unanswered.delete(attempt);
    if (answer === 'HANDLER_BACKOFF') this.backoff.paused(attempt);
    if (answer === '200') this.checkDone(attempt);
    else if (!REFUSALS.has(answer)) {
      this.journal.violate('each refusal is one of the documented', answer);
    }
  }

  private checkDone({ name, messageId, tasks }: Attempt): void {
    for (const key of tasks.keys()) {
      if (this.store.isDone(messageId, key)) continue;
      this.journal.violate('200 means that all is done and recorded', `${name} ${key}`);
    }
  }
}
