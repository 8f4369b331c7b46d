import type { SeededRandom } from './seeded-random.js';

export type StoreFault = 'slow' | 'refused' | 'hangs' | 'late' | 'answer lost' | 'answer refused';

export interface Outage {
  readonly from: number;
  readonly until: number;
  readonly fault: StoreFault;
  /** The link of one slot, or that of both. */
  readonly slot: number | undefined;
}

export interface Departure {
  readonly at: number;
  readonly slot: number;
  readonly kind: 'crash' | 'stop';
  /** How long it still runs after it has stopped: other parts of it may take their time. */
  readonly aftermath: number;
  readonly downtime: number;
}

export interface MessagePlan {
  readonly id: string;
  readonly publishedAt: number;
  /** The owner of each update; `undefined` where it is malformed. */
  readonly owners: readonly (string | undefined)[];
}

/** All that a seed decides in advance. The rest is drawn on the way. */
export interface Scenario {
  readonly handlerTimeout: number;
  /** How likely a handler is to see an event. */
  readonly handlers: Readonly<Record<string, number>>;
  readonly messages: readonly MessagePlan[];
  /** Somebody else has captured these, and posts them again and again. */
  readonly captured: readonly MessagePlan[];
  /** Whether the store answers at once, like one in the same process. */
  readonly isStoreLocal: boolean;
  readonly maxLatency: number;
  /** The likelihood of a fault of a store call outside of outages. */
  readonly faultRate: number;
  readonly outages: readonly Outage[];
  readonly departures: readonly Departure[];
  /** How much of the handlers' work goes wrong. */
  readonly trouble: number;
  readonly duplicates: number;
  /** From then on nothing goes wrong any more. */
  readonly calmFrom: number;
}

export const SLOTS = 2;
const FAULTS: readonly StoreFault[] = [
  'slow',
  'refused',
  'hangs',
  'late',
  'answer lost',
  'answer refused',
];

export function drawScenario(random: SeededRandom): Scenario {
  const calmFrom = random.int(40, 160) * 1_000;
  const isStoreSound = random.chance(0.3);
  const messages = list(random.int(1, 6), (index) =>
    drawMessage(random, `m${index + 1}`, calmFrom),
  );
  return {
    handlerTimeout: random.pick([1_000, 3_000, 12_000, 12_000]),
    handlers: Object.fromEntries(
      ['Goals.onGoal', 'Audit.onAny', 'Mail.onUpdated']
        .slice(0, random.int(1, 3))
        .map((name) => [name, random.pick([1, 1, 0.6])]),
    ),
    messages,
    captured: messages.filter(() => random.chance(0.05)),
    isStoreLocal: random.chance(0.15),
    maxLatency: random.pick([1, 20, 80, 200]),
    faultRate: isStoreSound ? 0 : random.pick([0, 0.02, 0.15]),
    outages: isStoreSound ? [] : list(random.int(0, 4), () => drawOutage(random, calmFrom)),
    departures: list(random.chance(0.5) ? random.int(1, 3) : 0, () =>
      drawDeparture(random, messages),
    ),
    trouble: random.pick([0, 0.1, 0.3, 0.7, 1]),
    duplicates: random.pick([0, 0.2, 0.6]),
    calmFrom,
  };
}

function drawMessage(random: SeededRandom, id: string, calmFrom: number): MessagePlan {
  const isCrowd = random.chance(0.05);
  const owners = isCrowd ? 20 : random.int(1, 3);
  const updates = isCrowd ? random.int(20, 30) : random.int(0, 5);
  return {
    id,
    publishedAt: random.int(1, Math.round(calmFrom * 0.8)),
    owners: list(updates, () =>
      random.chance(0.05) ? undefined : `owner${random.int(1, owners)}`,
    ),
  };
}

/** Soon after a message was published, when there is something to interrupt. */
function drawDeparture(random: SeededRandom, messages: readonly MessagePlan[]): Departure {
  const { publishedAt } = random.pick(messages);
  return {
    at: publishedAt + random.int(0, random.pick([100, 1_500, 20_000])),
    slot: random.int(0, SLOTS - 1),
    kind: random.pick(['crash', 'stop'] as const),
    aftermath: random.int(1, 5_000),
    downtime: random.int(1, 9_000),
  };
}

function drawOutage(random: SeededRandom, calmFrom: number): Outage {
  const from = random.int(1, calmFrom);
  return {
    from,
    until: Math.min(from + random.int(200, random.pick([3_000, 30_000, 90_000])), calmFrom),
    fault: random.pick(FAULTS),
    slot: random.pick([undefined, 0, 1]),
  };
}

export function drawFault(random: SeededRandom): StoreFault {
  return random.pick(FAULTS);
}

function list<T>(length: number, make: (index: number) => T): T[] {
  return Array.from({ length }, (_, index) => make(index));
}
