import type { DeliveryContext } from 'nestjs-misfit-notification';
import { AnswerReferee } from './answer-referee.js';
import { BackoffReferee } from './backoff-referee.js';
import type { Attempt } from './attempt.js';
import { ParsedMessages } from './parsed-messages.js';
import { RunReferee } from './run-referee.js';
import { SLOTS, type Departure, type MessagePlan } from './scenario.js';
import { SimulatedHandlers } from './simulated-handlers.js';
import { SimulatedProcess, type Answer, type WrapDelivery } from './simulated-process.js';
import type { SimulatedStore } from './simulated-store.js';
import { StoreLink } from './store-link.js';
import type { World } from './world.js';

/** Two processes behind a load balancer, on one store. They come and go. */
export class SimulatedCluster {
  readonly handlers: SimulatedHandlers;
  readonly answers: AnswerReferee;
  readonly processes: SimulatedProcess[] = [];
  private readonly slots: (SimulatedProcess | undefined)[] = [];
  private readonly messages = new ParsedMessages();
  private readonly runs: RunReferee;

  constructor(
    private readonly world: World,
    private readonly store: SimulatedStore,
    private readonly wrap: WrapDelivery,
  ) {
    const backoff = new BackoffReferee(world.clock, world.journal);
    this.runs = new RunReferee(store.referee, store.leases, backoff, world.journal);
    this.answers = new AnswerReferee(store.referee, backoff, world.clock, world.journal);
    this.handlers = new SimulatedHandlers(world, this.runs, this.messages.attemptOf);
  }

  startAll(): void {
    for (let slot = 0; slot < SLOTS; slot++) this.start(slot);
    for (const departure of this.world.scenario.departures) {
      this.world.clock.after(departure.at, () => void this.depart(departure));
    }
  }

  /** What is there of the processes answers; the rest is no answer at all. */
  readonly deliver = async (plan: MessagePlan): Promise<Answer> => {
    const process = this.world.random.pick(this.slots);
    if (process === undefined) return 'no connection';
    return this.deliverTo(process, plan);
  };

  async deliverTo(process: SimulatedProcess, plan: MessagePlan): Promise<Answer> {
    const { random, scenario, clock, isCalm } = this.world;
    const { handlerTimeout } = scenario;
    // The body may have taken its time.
    const timeout =
      handlerTimeout - (!isCalm && random.chance(0.2) ? random.int(0, handlerTimeout) : 0);
    const { handlersOf } = this.handlers;
    const parsed = this.messages.parse(
      plan,
      { process, timeout, receivedAt: clock.now },
      handlersOf,
    );
    this.answers.received(parsed.attempt);
    const answer = await process.accept(parsed.attempt, parsed.notification);
    this.answers.answered(parsed.attempt, answer);
    return answer;
  }

  /** The work that a message makes, by the names under which it is known to be handled. */
  tasksOf(plan: MessagePlan): string[] {
    return this.messages.keysOf(plan, this.handlers.handlersOf).map((key) => `${plan.id} ${key}`);
  }

  stopAll(): Promise<unknown> {
    return Promise.all(this.slots.flatMap((process) => (process ? [this.stop(process)] : [])));
  }

  private start(slot: number): void {
    const { world } = this;
    const process = new SimulatedProcess(`p${this.processes.length + 1}`);
    const link = new StoreLink(world, slot, process, this.store.referee);
    const context: DeliveryContext = {
      handlerTimeout: world.scenario.handlerTimeout,
      retention: 70 * 60 * 1000,
      handlersOf: this.handlers.handlersOf,
      handlers: () => [],
      handlerNamed: () => undefined,
      publish: (event) => {
        if (process.isAlive) this.runs.published(this.messages.attemptOf(event), event);
      },
      reportFailure: () => world.journal.count('failure reported'),
    };
    process.start(link, context, this.wrap);
    this.processes.push(process);
    this.slots[slot] = process;
    world.journal.note(`${process.name} starts in slot ${slot}`);
  }

  private async depart({ slot, kind, aftermath, downtime }: Departure): Promise<void> {
    const { clock } = this.world;
    const process = this.slots[slot];
    if (process === undefined || process.stopsAt !== undefined) return;
    this.world.journal.count(kind);
    if (kind === 'stop') {
      await this.stop(process);
      await new Promise<void>((resolve) => clock.after(aftermath, resolve));
    } else this.world.journal.note(`${process.name} crashes`);
    process.isAlive = false;
    this.slots[slot] = undefined;
    clock.after(downtime, () => this.start(slot));
  }

  private async stop(process: SimulatedProcess): Promise<void> {
    const { clock, journal, scenario } = this.world;
    const bound = scenario.handlerTimeout + 1;
    journal.note(`${process.name} is to stop`);
    clock.after(bound + 1, () => {
      if (process.isAlive && process.stoppedAt === undefined) {
        journal.violate('it stops in time', `${process.name} after ${bound} ms`);
      }
    });
    await process.stop(() => clock.now);
    journal.note(`${process.name} has stopped`);
    if (clock.now - (process.stopsAt ?? 0) < scenario.handlerTimeout) this.checkFinished(process);
  }

  /** It says that it has stopped before it had to: then it must be because nothing is left. */
  private checkFinished(process: SimulatedProcess): void {
    for (const attempt of this.answers.unanswered) {
      if (attempt.process === process && attempt.work.size > 0) this.reportUnfinished(attempt);
    }
  }

  private reportUnfinished({ name, process }: Attempt): void {
    this.world.journal.violate('it finishes before it stops', `${process.name}: ${name}`);
  }
}
