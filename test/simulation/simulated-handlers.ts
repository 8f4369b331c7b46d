import { RetryLater, type EventHandler, type MisfitEvent } from 'nestjs-misfit-notification';
import type { Attempt } from './attempt.js';
import type { RunReferee } from './run-referee.js';
import type { World } from './world.js';

/** Events belong to one delivery: a message that comes again is parsed again. */
export type AttemptOf = (event: MisfitEvent) => Attempt;

/** The application: handlers that do their work in all the ways that handlers may. */
export class SimulatedHandlers {
  /** What was handled by whom, in truth, whatever is recorded. */
  readonly handled = new Set<string>();
  private readonly handlers: readonly EventHandler[];
  private readonly audience = new Map<string, readonly EventHandler[]>();

  constructor(
    private readonly world: World,
    private readonly referee: RunReferee,
    private readonly attemptOf: AttemptOf,
  ) {
    this.handlers = Object.keys(world.scenario.handlers).map((name) => ({
      name,
      options: {},
      handle: (event) => this.handle(name, event),
    }));
  }

  readonly handlersOf = ({ id }: MisfitEvent): readonly EventHandler[] => {
    let handlers = this.audience.get(id);
    if (handlers === undefined) {
      const { random, scenario } = this.world;
      handlers = this.handlers.filter(({ name }) => random.chance(scenario.handlers[name] ?? 0));
      this.audience.set(id, handlers);
    }
    return handlers;
  };

  private handle(name: string, event: MisfitEvent): unknown {
    const attempt = this.attemptOf(event);
    const key = keyOf(attempt, name, event);
    this.referee.started(attempt, key);
    const end = (outcome: 'succeeded' | 'failed'): void => {
      if (outcome === 'succeeded') this.handled.add(`${attempt.messageId} ${key}`);
      this.referee.ended(attempt, key, outcome);
    };
    const { random, isCalm } = this.world;
    const { handlerTimeout, trouble } = this.world.scenario;
    const isSound = isCalm || !random.chance(trouble);
    if (random.chance(0.3)) return endNow(isSound, end);
    const longest = isCalm ? handlerTimeout / 20 : isSound ? handlerTimeout / 3 : this.slowness();
    if (longest === Infinity) return new Promise(() => {});
    const isSuccess = isSound || random.chance(0.5);
    const result = this.settle(attempt, random.int(1, Math.round(longest)), isSuccess, end);
    return random.chance(0.1) ? thenable(result) : result;
  }

  private slowness(): number {
    const { random, scenario } = this.world;
    return scenario.handlerTimeout * random.pick([0.5, 1, 2, 6, Infinity]);
  }

  private async settle(
    { process }: Attempt,
    delay: number,
    isSuccess: boolean,
    end: (outcome: 'succeeded' | 'failed') => void,
  ): Promise<void> {
    await new Promise<void>((resolve) => {
      this.world.clock.after(delay, () => {
        // A process that is gone does nothing any more, not even this.
        if (process.isAlive) resolve();
      });
    });
    end(isSuccess ? 'succeeded' : 'failed');
    if (!isSuccess)
      throw this.world.random.chance(0.3) ? new RetryLater(1_000) : new Error('failed');
  }
}

function endNow(isSound: boolean, end: (outcome: 'succeeded' | 'failed') => void): void {
  end(isSound ? 'succeeded' : 'failed');
  if (!isSound) throw new Error('failed at once');
}

/** Not every promise is a `Promise`. */
function thenable(promise: Promise<void>): PromiseLike<void> {
  // oxlint-disable-next-line unicorn/no-thenable
  return { then: (...callbacks) => promise.then(...callbacks) };
}

function keyOf({ tasks }: Attempt, name: string, event: MisfitEvent): string {
  for (const [key, task] of tasks) {
    if (task.event.raw === event.raw && task.handler.name === name) return key;
  }
  throw new Error(`${name} is no handler of ${event.id}`);
}
