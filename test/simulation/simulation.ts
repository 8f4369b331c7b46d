import { Logger } from '@nestjs/common';
import type { Violation } from './journal.js';
import type { MessagePlan } from './scenario.js';
import { SimulatedCluster } from './simulated-cluster.js';
import type { WrapDelivery } from './simulated-process.js';
import { replayCaptured } from './simulated-attacker.js';
import { SimulatedSns } from './simulated-sns.js';
import { SimulatedStore, type WrapStore } from './simulated-store.js';
import { World } from './world.js';

/** What to put in place of the real thing, to see that the simulation notices. */
export interface Sabotage {
  readonly store?: WrapStore;
  /** Whether the store's breach of contract itself is overlooked, to see what comes of it. */
  readonly isStoreTrusted?: boolean;
  readonly delivery?: WrapDelivery;
}

export interface SimulationResult {
  readonly seed: number;
  readonly violation: Violation | undefined;
  readonly trace: readonly string[];
  readonly counts: ReadonlyMap<string, number>;
}

/** Plays one seed to its end, or to the first violation. */
export async function simulate(seed: number, sabotage: Sabotage = {}): Promise<SimulationResult> {
  Logger.overrideLogger(false);
  const world = new World(seed);
  const restore = world.clock.install();
  try {
    await new Simulation(world, sabotage).run();
  } finally {
    restore();
  }
  const { violation, lines, counts } = world.journal;
  return { seed, violation, trace: lines, counts };
}

class Simulation {
  private readonly store: SimulatedStore;
  private readonly cluster: SimulatedCluster;
  private readonly sns: SimulatedSns;

  constructor(
    private readonly world: World,
    { store, isStoreTrusted = false, delivery = (sound) => sound }: Sabotage,
  ) {
    this.store = new SimulatedStore(world, isStoreTrusted, store);
    this.cluster = new SimulatedCluster(world, this.store, delivery);
    this.sns = new SimulatedSns(world, this.cluster.deliver);
  }

  async run(): Promise<void> {
    const { calmFrom, handlerTimeout } = this.world.scenario;
    this.cluster.startAll();
    this.sns.publishAll();
    replayCaptured(this.world, this.cluster.deliver);
    await this.passUntil(calmFrom);
    this.world.journal.note('calm');
    // A hung handler is held for five times its timeout, its lease lapses, a process restarts, and
    // what has failed often is paused.
    await this.passUntil(calmFrom + 8 * handlerTimeout + 25_000);
    await this.checkAllCanBeDone();
    await this.checkShutdown();
  }

  /** No lease is held for ever: each message is done with the next delivery. */
  private async checkAllCanBeDone(): Promise<void> {
    const { clock, journal, scenario } = this.world;
    const open = new Set(scenario.messages);
    const deliver = async (plan: MessagePlan): Promise<void> => {
      const answer = await this.cluster.deliver(plan);
      if (answer === '200') return void open.delete(plan);
      // SNS may have been at it at the same moment.
      if (answer === 'IN_PROGRESS') return void clock.after(500, () => void deliver(plan));
      journal.violate('when all is calm, all can be done', `${plan.id}: ${answer}`);
    };
    for (const plan of scenario.messages) void deliver(plan);
    await this.passUntil(clock.now + scenario.handlerTimeout + 2_000);
    for (const { id } of open) {
      journal.violate('when all is calm, all can be done', `${id} stays in progress`);
    }
    this.checkHandled();
  }

  private checkHandled(): void {
    const { journal, scenario } = this.world;
    for (const plan of scenario.messages) {
      for (const task of this.cluster.tasksOf(plan)) {
        if (this.cluster.handlers.handled.has(task)) continue;
        journal.violate('every handler succeeds in the end', task);
      }
    }
  }

  private async checkShutdown(): Promise<void> {
    const { clock, journal, scenario } = this.world;
    void this.cluster.stopAll();
    await this.passUntil(clock.now + 2 * scenario.handlerTimeout);
    for (const process of this.cluster.processes) {
      if (!process.isAlive) continue;
      for (const plan of scenario.messages) void this.cluster.deliverTo(process, plan);
    }
    await this.passUntil(clock.now + 2 * scenario.handlerTimeout + 10_000);
    for (const { name, isAlive, running } of this.cluster.processes) {
      if (isAlive && running > 0) journal.violate('no run is kept for ever', `${name}: ${running}`);
    }
    for (const { name, process } of this.cluster.answers.unanswered) {
      if (process.isAlive) journal.violate('each delivery is answered', name);
    }
    const leases = this.store.leasesAt(clock.read());
    if (leases.length > 0) journal.violate('no lease is held for ever', leases.join(', '));
  }

  private passUntil(time: number): Promise<void> {
    const { clock, journal } = this.world;
    return clock.pass(time, () => journal.violation === undefined);
  }
}
