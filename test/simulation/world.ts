import { Journal } from './journal.js';
import { drawScenario, type Scenario } from './scenario.js';
import { SeededRandom } from './seeded-random.js';
import { VirtualClock } from './virtual-clock.js';

/** What every part of a simulation shares: what chance has decided, and what time it is. */
export class World {
  readonly random: SeededRandom;
  readonly clock: VirtualClock;
  readonly journal: Journal;
  readonly scenario: Scenario;

  constructor(readonly seed: number) {
    const random = new SeededRandom(seed);
    this.clock = new VirtualClock(random.fork());
    this.journal = new Journal(this.clock);
    this.scenario = drawScenario(random.fork());
    this.random = random.fork();
  }

  get isCalm(): boolean {
    return this.clock.now >= this.scenario.calmFrom;
  }
}
