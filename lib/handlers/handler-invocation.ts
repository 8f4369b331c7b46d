import { ContextIdFactory, ModuleRef, type ContextId } from '@nestjs/core';
import type { InstanceWrapper } from '@nestjs/core/injector/instance-wrapper.js';
import type { MisfitEvent } from '../misfit/event-classes.js';
import type { EventHandler } from './event-handler.js';

type HandlerMethod = (event: MisfitEvent) => unknown;

/** Binds a method to the singleton, or to one instance per event. */
export function handlerOf(
  identity: Pick<EventHandler, 'name' | 'options'>,
  wrapper: InstanceWrapper,
  method: string,
): EventHandler {
  if (wrapper.isDependencyTreeStatic() && !wrapper.isTransient) {
    const instance = wrapper.instance as Record<string, HandlerMethod>;
    return { ...identity, handle: (event) => instance[method]?.(event) };
  }
  return {
    ...identity,
    handle: async (event) => {
      const instance = await instanceFor(event, wrapper);
      return instance[method]?.(event);
    },
  };
}

/** All handlers of an event share one context, like the providers of one HTTP request. */
const contexts = new WeakMap<MisfitEvent, ContextId>();

async function instanceFor(
  event: MisfitEvent,
  wrapper: InstanceWrapper,
): Promise<Record<string, HandlerMethod>> {
  const moduleRef = wrapper.host?.getProviderByKey<ModuleRef>(ModuleRef).instance;
  if (moduleRef === undefined) throw new Error(`${wrapper.name} belongs to no module`);
  let context = contexts.get(event);
  if (context === undefined) {
    context = ContextIdFactory.getByRequest(event);
    contexts.set(event, context);
    // Injected as REQUEST: the event, or the payload of a durable provider.
    const request = wrapper.isDependencyTreeDurable() ? (context.payload ?? event) : event;
    moduleRef.registerRequestByContextId(request, context);
  }
  return moduleRef.resolve(wrapper.token as string, context, { strict: true });
}
