import type { Attempt, ClaimRecord } from './attempt.js';
import type { World } from './world.js';

/** A run holds on to what is at work for so many times `handlerTimeout` after its answer. */
const MAX_HOLD = 4;

/** The time of one more try to renew, with its pause, while the store does not answer. */
const RETRY = 3_600;

/** Judges that a lease is lost. Whatever is granted twice without need is done twice. */
export class LeaseReferee {
  constructor(private readonly world: World) {}

  /** Whether a run still has to see to what it has not finished or not recorded. */
  isHeld({ answeredAt, process }: Attempt, at = this.world.clock.now): boolean {
    const { handlerTimeout } = this.world.scenario;
    if (!process.isAlive || process.stoppedAt !== undefined) return false;
    return answeredAt === undefined || at < answeredAt + MAX_HOLD * handlerTimeout;
  }

  /** Only a crash, a disturbed store, and a handler that is taken for hung are excuses. */
  lapsed(record: ClaimRecord, task: string): void {
    const { attempt, until, disturbedAt } = record;
    const { journal } = this.world;
    // What a refused delivery fails to give back once is left to itself: nothing of it has begun.
    const isIdle = attempt.answeredAt !== undefined && attempt.work.size === 0;
    const isCutOff = disturbedAt > (isIdle ? -Infinity : until - RETRY);
    const isDisturbed = attempt.claim !== record || isCutOff;
    const isHeld = this.isHeld(attempt, until);
    const reason = !attempt.process.isAlive ? 'crash' : !isHeld ? 'hung' : 'store';
    journal.count(`lease lapsed: ${reason}`);
    if (!isHeld || isDisturbed) return;
    const what = `${attempt.name} held ${task} (${attempt.work.get(task) ?? 'not started'})`;
    journal.violate('no lease is lost without a reason', `${what} until ${until}`);
  }
}
