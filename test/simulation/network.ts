import type { Outage, StoreFault } from './scenario.js';
import { drawFault } from './scenario.js';
import type { World } from './world.js';

/** What becomes of one call to the store. */
export interface Passage {
  readonly fault: Exclude<StoreFault, 'slow'> | undefined;
  /** Milliseconds on the way to the store. */
  readonly there: number;
  readonly back: number;
}

/** Slower is as good as hanging: the delivery does not wait for longer than 1.5 seconds. */
const SLOWNESS = 1_400;

export function drawPassage(world: World, slot: number): Passage {
  const { random, scenario, journal } = world;
  const drawn = faultNow(world, slot);
  if (drawn !== undefined) journal.count(`store call: ${drawn}`);
  const fault = drawn === 'slow' ? undefined : drawn;
  const longest = drawn === 'slow' ? SLOWNESS / 2 : scenario.maxLatency;
  const there = fault === 'late' ? random.int(1_600, 20_000) : random.int(0, longest);
  return { fault, there, back: random.int(0, longest) };
}

function faultNow(
  { scenario, clock, random, isCalm }: World,
  slot: number,
): StoreFault | undefined {
  if (isCalm) return undefined;
  const isOn = ({ from, until, slot: at }: Outage): boolean =>
    clock.now >= from && clock.now < until && (at === undefined || at === slot);
  const outage = scenario.outages.find(isOn);
  if (outage !== undefined) return outage.fault;
  return random.chance(scenario.faultRate) ? drawFault(random) : undefined;
}
