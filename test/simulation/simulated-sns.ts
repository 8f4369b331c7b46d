import type { MessagePlan } from './scenario.js';
import type { Answer } from './simulated-process.js';
import type { World } from './world.js';

/** Milliseconds for which SNS waits for an answer. */
const SNS_TIMEOUT = 15_000;

/** Delivers to any of the processes. @returns what never settles where there is no answer. */
export type Deliver = (message: MessagePlan) => Promise<Answer>;

/** Amazon SNS: at least once, in any order, again after each refusal, and not for ever. */
export class SimulatedSns {
  constructor(
    private readonly world: World,
    private readonly deliver: Deliver,
  ) {}

  publishAll(): void {
    const { random, scenario, clock } = this.world;
    for (const message of scenario.messages) {
      const tries = random.int(1, 8);
      clock.after(message.publishedAt, () => void this.attempt(message, tries));
    }
  }

  private async attempt(message: MessagePlan, tries: number): Promise<void> {
    const { random, scenario, journal } = this.world;
    while (random.chance(scenario.duplicates)) {
      this.later(random.pick([1, 50, 20_000]), () => this.answerInTime(message));
    }
    const answer = await this.answerInTime(message);
    if (answer === '200') return;
    if (tries > 1) this.later(random.pick([1_000, 20_000]), () => this.attempt(message, tries - 1));
    else journal.note(`SNS gives ${message.id} up`);
  }

  private later(longest: number, attempt: () => Promise<unknown>): void {
    const { random, clock } = this.world;
    clock.after(random.int(1, longest), () => void attempt());
  }

  private answerInTime(message: MessagePlan): Promise<Answer> {
    return new Promise((resolve) => {
      void this.deliver(message).then(resolve);
      this.world.clock.after(SNS_TIMEOUT, () => resolve('none'));
    });
  }
}
