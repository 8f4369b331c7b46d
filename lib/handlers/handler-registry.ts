import { Injectable } from '@nestjs/common';
import { classesMatching, type MisfitEventClass } from '../misfit/event-pattern.js';
import type { MisfitEvent, MisfitEventPattern } from '../misfit/event-classes.js';
import type { EventHandler } from './event-handler.js';

const NONE: readonly EventHandler[] = [];

/** The handlers of each event class, so that finding those of an event is a single look-up. */
@Injectable()
export class HandlerRegistry {
  private readonly handlers = new Map<unknown, EventHandler[]>();
  private readonly names = new Map<string, EventHandler>();

  add(handler: EventHandler, patterns: readonly MisfitEventPattern[]): void {
    this.names.set(handler.name, handler);
    const classes = new Set<MisfitEventClass>(patterns.flatMap(classesMatching));
    for (const eventClass of classes) {
      this.handlers.set(eventClass, [...(this.handlers.get(eventClass) ?? []), handler]);
    }
  }

  all(): readonly EventHandler[] {
    return [...this.names.values()];
  }

  handlerNamed(name: string): EventHandler | undefined {
    return this.names.get(name);
  }

  handlersOf(event: MisfitEvent): readonly EventHandler[] {
    return this.handlers.get(event.constructor) ?? NONE;
  }
}
