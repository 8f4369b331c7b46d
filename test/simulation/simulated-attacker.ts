import type { Deliver } from './simulated-sns.js';
import type { World } from './world.js';

const COPIES = 30;

/** Posts copies of captured messages, sooner after one another than SNS would. */
export function replayCaptured({ clock, random, scenario }: World, deliver: Deliver): void {
  for (const plan of scenario.captured) {
    const longest = random.pick([1_000, 30_000]);
    for (let copy = 0; copy < COPIES; copy++) {
      clock.after(plan.publishedAt + random.int(1, longest), () => void deliver(plan));
    }
  }
}
