import { Injectable, type Type } from '@nestjs/common';
import {
  OnMisfitEvent,
  type MisfitEvent,
  type MisfitEventPattern,
} from 'nestjs-misfit-notification';

/** A provider class of that name whose method `handle` does what the test says. */
export function listener(
  name: string,
  pattern: MisfitEventPattern,
  handle: (event: MisfitEvent) => unknown,
): Type<object> {
  @Injectable()
  class Listener {
    @OnMisfitEvent(pattern)
    handle(event: MisfitEvent): unknown {
      return handle(event);
    }
  }
  Object.defineProperty(Listener, 'name', { value: name });
  return Listener;
}
