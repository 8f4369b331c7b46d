import { Injectable, Logger } from '@nestjs/common';
import { DiscoveryService, MetadataScanner } from '@nestjs/core';
import type { InstanceWrapper } from '@nestjs/core/injector/instance-wrapper.js';
import type { MisfitEventPattern } from '../misfit/event-classes.js';
import type { EventHandler } from './event-handler.js';
import { handlerOf } from './handler-invocation.js';
import { handlerNames } from './handler-names.js';
import type { MisfitHandlerOptions } from './handler-options.js';
import { HandlerRegistry } from './handler-registry.js';
import { hasHandlers, optionsOf, patternsOf } from './on-misfit-event.decorator.js';

interface DiscoveredHandler {
  readonly wrapper: InstanceWrapper;
  readonly method: string;
  readonly patterns: readonly MisfitEventPattern[];
  readonly options: MisfitHandlerOptions;
}

/** Finds the `@OnMisfitEvent` methods of every provider and controller. */
@Injectable()
export class HandlerExplorer {
  private readonly logger = new Logger('MisfitNotification');

  constructor(
    private readonly discovery: DiscoveryService,
    private readonly scanner: MetadataScanner,
    private readonly registry: HandlerRegistry,
  ) {}

  /**
   * Fills the registry and logs the patterns of each handler.
   *
   * @param observe wraps each handler.
   * @throws DuplicateHandlerNameError if two handlers have the same name.
   */
  explore(observe: (handler: EventHandler) => EventHandler): void {
    const found = this.discover();
    const names = handlerNames(found);
    found.forEach(({ wrapper, method, patterns, options }, index) => {
      const name = names[index] as string;
      this.registry.add(observe(handlerOf({ name, options }, wrapper, method)), patterns);
      this.logger.log(`${name} handles ${patterns.join(', ')}`);
    });
    if (found.length > 0) return;
    this.logger.warn(
      'No method carries @OnMisfitEvent: notifications are answered 200, but only observers of ' +
        'MisfitEventBus see their events',
    );
  }

  private discover(): DiscoveredHandler[] {
    const wrappers = [...this.discovery.getProviders(), ...this.discovery.getControllers()];
    const seen = new Set<unknown>();
    return wrappers.flatMap((wrapper) => {
      const instance: unknown = wrapper.isAlias ? undefined : wrapper.instance;
      // The same instance may be registered under several tokens.
      if (typeof instance !== 'object' || instance === null || seen.has(instance)) return [];
      seen.add(instance);
      return this.handlersIn(wrapper, Object.getPrototypeOf(instance) as object | null);
    });
  }

  private handlersIn(wrapper: InstanceWrapper, prototype: object | null): DiscoveredHandler[] {
    // Reading the metadata of every method would dominate an application's start-up time.
    if (prototype === null || !hasHandlers(prototype)) return [];
    return this.scanner
      .getAllMethodNames(prototype)
      .map((method) => ({
        wrapper,
        method,
        patterns: patternsOf(prototype, method),
        options: optionsOf(prototype, method),
      }))
      .filter(({ patterns }) => patterns.length > 0);
  }
}
