import { Injectable } from '@nestjs/common';
import { EventStreams } from '../bus/event-streams.js';
import { InstrumentationRegistry } from '../bus/instrumentation-registry.js';
import { isThenable } from '../common/thenable.js';
import type { EventHandler, HandlerRun } from '../handlers/event-handler.js';
import type { MisfitEvent } from '../misfit/event-classes.js';

/** Lets observers see the runs of handlers, in whichever engine they run. */
@Injectable()
export class HandlerObserver {
  constructor(
    private readonly streams: EventStreams,
    private readonly instrumentations: InstrumentationRegistry,
  ) {}

  /** The handler, with its runs observed. As long as nobody observes them, that costs nothing. */
  observe(handler: EventHandler): EventHandler {
    const { completions } = this.streams;
    return {
      ...handler,
      handle: (event, run) =>
        completions.observed || this.instrumentations.current !== undefined
          ? this.run(handler, event, run)
          : handler.handle(event, run),
    };
  }

  private run(handler: EventHandler, event: MisfitEvent, run: HandlerRun | undefined): unknown {
    const startedAt = performance.now();
    const result = this.runInside(handler, event, run);
    const complete = (value?: unknown): unknown => {
      const duration = performance.now() - startedAt;
      // The engine has counted this run as failed, and repeats it.
      if (run?.isOver !== true) this.complete(handler, event, duration, run);
      return value;
    };
    return isThenable(result) ? Promise.resolve(result).then(complete) : complete(result);
  }

  private runInside(handler: EventHandler, event: MisfitEvent, run?: HandlerRun): unknown {
    const { current } = this.instrumentations;
    if (current?.runHandler === undefined) return handler.handle(event, run);
    const handle = (): unknown => {
      const result = handler.handle(event, run);
      // A query builder runs its query anew on each `then`: two parties will call it.
      return isThenable(result) ? Promise.resolve(result) : result;
    };
    const task = { event, handler: handler.name, ...attemptOf(run) };
    return this.instrumentations.run((work) => current.runHandler?.(task, work), handle);
  }

  private complete(
    { name: handler }: EventHandler,
    event: MisfitEvent,
    duration: number,
    run: HandlerRun | undefined,
  ): void {
    this.streams.completions.next({ event, handler, duration, ...attemptOf(run) });
  }
}

function attemptOf(run: HandlerRun | undefined): { attempt?: number } {
  return run === undefined ? {} : { attempt: run.attempt };
}
