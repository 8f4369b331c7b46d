import { Module, type DynamicModule } from '@nestjs/common';
import { DiscoveryModule, ModulesContainer } from '@nestjs/core';
import { DeliveryHost } from './delivery/delivery-host.js';
import { DELIVERY, DELIVERY_TIMES } from './delivery/delivery-tokens.js';
import { EngineContext } from './delivery/engine-context.js';
import { HandlerObserver } from './delivery/handler-observer.js';
import { MisfitDeadLetters } from './delivery/misfit-dead-letters.js';
import { MisfitQueue } from './delivery/misfit-queue.js';
import { EventStreams } from './bus/event-streams.js';
import { InstrumentationRegistry } from './bus/instrumentation-registry.js';
import { HandlerExplorer } from './handlers/handler-explorer.js';
import { HandlerRegistry } from './handlers/handler-registry.js';
import { MisfitEventBus } from './bus/misfit-event-bus.js';
import { AnswerWatch } from './http/answers/answer-watch.js';
import { AdapterPreparation } from './http/adapters/adapter-preparation.js';
import { BodyBudget } from './http/body/body-budget.js';
import { EndpointPaths } from './http/route/endpoint-paths.js';
import { EndpointTestHandler } from './http/subscriptions/endpoint-test-handler.js';
import { DeliveryObserver } from './http/observation/delivery-observer.js';
import { observedFetch } from './http/observation/observed-fetch.js';
import { NotificationReceiver } from './http/route/notification-receiver.js';
import { RejectionReporter } from './http/refusals/rejection-reporter.js';
import { SnsSignatureGuard } from './http/route/sns-signature.guard.js';
import { SubscriptionHandler } from './http/subscriptions/subscription-handler.js';
import {
  ConfigurableModuleClass,
  MODULE_OPTIONS_TOKEN,
  type ASYNC_OPTIONS_TYPE,
  type OPTIONS_TYPE,
} from './misfit-notification.module-definition.js';
import { checkAsyncOptions } from './options/async-options.js';
import { RESOLVED_EXTRAS } from './options/misfit-notification.extras.js';
import {
  RESOLVED_OPTIONS,
  resolveOptions,
  type ResolvedOptions,
} from './options/misfit-notification.options.js';
import { MAX_CLOCK_SKEW } from './sns/message-checks.js';
import { SnsMessageVerifier } from './sns/sns-message-verifier.js';
import { MisfitNotificationOptionsError } from './validation/check-options.js';

/**
 * Receives Misfit's notifications at one endpoint and runs the `@OnMisfitEvent` methods of the
 * application.
 *
 * @example
 * @Module({ imports: [MisfitNotificationModule.forRoot()], providers: [GoalListener] })
 * export class AppModule {}
 *
 * @publicApi
 */
@Module({
  imports: [DiscoveryModule],
  providers: [
    // forRoot replaces these two.
    { provide: MODULE_OPTIONS_TOKEN, useFactory: refuseBareClass },
    { provide: RESOLVED_EXTRAS, useFactory: refuseBareClass },
    {
      provide: RESOLVED_OPTIONS,
      inject: [MODULE_OPTIONS_TOKEN],
      useFactory: resolveOptions,
    },
    {
      provide: SnsMessageVerifier,
      inject: [RESOLVED_OPTIONS, InstrumentationRegistry],
      useFactory: (options: ResolvedOptions, instrumentations: InstrumentationRegistry) => {
        const fetch = observedFetch(options.fetch, 'certificate', instrumentations);
        const { topicArns, maxMessageAge, signatureVersions, clock } = options;
        return new SnsMessageVerifier({
          topicArns,
          maxMessageAge,
          signatureVersions,
          clock,
          fetch,
        });
      },
    },
    {
      provide: DELIVERY,
      inject: [RESOLVED_OPTIONS],
      useFactory: ({ delivery }: ResolvedOptions) => delivery,
    },
    {
      provide: DELIVERY_TIMES,
      inject: [RESOLVED_OPTIONS],
      useFactory: ({ handlerTimeout, maxMessageAge }: ResolvedOptions) => ({
        handlerTimeout,
        // Until the first millisecond in which every copy of a message is too old.
        retention: maxMessageAge + MAX_CLOCK_SKEW + 1,
      }),
    },
    {
      provide: BodyBudget,
      inject: [RESOLVED_OPTIONS],
      useFactory: ({ bodyLimit }: ResolvedOptions) => new BodyBudget(bodyLimit),
    },
    AdapterPreparation,
    AnswerWatch,
    DeliveryHost,
    DeliveryObserver,
    EndpointPaths,
    EngineContext,
    EndpointTestHandler,
    EventStreams,
    HandlerExplorer,
    HandlerObserver,
    HandlerRegistry,
    InstrumentationRegistry,
    MisfitDeadLetters,
    MisfitEventBus,
    MisfitQueue,
    NotificationReceiver,
    RejectionReporter,
    SnsSignatureGuard,
    SubscriptionHandler,
  ],
  exports: [
    InstrumentationRegistry,
    MisfitDeadLetters,
    MisfitEventBus,
    MisfitQueue,
    SnsMessageVerifier,
    SnsSignatureGuard,
    // Nest creates the guard anew in each module that uses it, with these dependencies.
    BodyBudget,
    DeliveryObserver,
    RejectionReporter,
    RESOLVED_OPTIONS,
  ],
})
export class MisfitNotificationModule extends ConfigurableModuleClass {
  /**
   * @throws MisfitNotificationOptionsError when the application has more than one `forRoot`, or the
   * module without `forRoot`.
   */
  constructor(modules: ModulesContainer) {
    super();
    // Not in a later hook: before that, Fastify throws its own error about the duplicate route.
    const uses = [...modules.values()].filter(
      ({ metatype }) => metatype === MisfitNotificationModule,
    );
    if (uses.some((use) => use.providers.get(RESOLVED_EXTRAS)?.instance == null)) refuseBareClass();
    if (uses.length <= 1) return;
    throw new MisfitNotificationOptionsError(
      `MisfitNotificationModule.forRoot() was called ${uses.length} times in this application: ` +
        'call it once, and set isGlobal or import that module where it is needed',
    );
  }

  /**
   * @throws MisfitNotificationOptionsError when an extra, such as `path`, is wrong; the other
   * options are checked when the application starts.
   */
  static override forRoot(options: typeof OPTIONS_TYPE = {}): DynamicModule {
    return super.forRoot(options);
  }

  /**
   * Like `forRoot`, with options that come from other providers. The extras, such as `path`, stand
   * beside `useFactory`.
   *
   * @throws MisfitNotificationOptionsError when an extra is wrong.
   */
  static override forRootAsync(options: typeof ASYNC_OPTIONS_TYPE): DynamicModule {
    checkAsyncOptions(options);
    return super.forRootAsync(options);
  }
}

function refuseBareClass(): never {
  throw new MisfitNotificationOptionsError(
    'a module imports the class MisfitNotificationModule itself: write ' +
      'MisfitNotificationModule.forRoot() or forRootAsync(), in one module. To inject ' +
      'MisfitEventBus and others in further modules, set isGlobal there',
  );
}
