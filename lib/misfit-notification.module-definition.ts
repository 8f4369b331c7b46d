import { ConfigurableModuleBuilder, type DynamicModule } from '@nestjs/common';
import { createNotificationController } from './http/route/misfit-notification.controller.js';
import {
  NOTIFICATION_PATH,
  OPTIMIZE_EXPRESS,
  type MisfitNotificationExtras,
  type MisfitNotificationOptions,
} from './options/misfit-notification.options.js';
import { validateExtras } from './options/validate-options.js';

export const DEFAULT_EXTRAS: Required<MisfitNotificationExtras> = {
  path: 'misfit/notification',
  isGlobal: false,
  decorators: [],
  optimizeExpress: true,
};

export const { ConfigurableModuleClass, MODULE_OPTIONS_TOKEN, OPTIONS_TYPE, ASYNC_OPTIONS_TYPE } =
  new ConfigurableModuleBuilder<MisfitNotificationOptions>({ moduleName: 'MisfitNotification' })
    .setClassMethodName('forRoot')
    .setExtras<MisfitNotificationExtras>(DEFAULT_EXTRAS, withController)
    .build();

function withController(definition: DynamicModule, given: MisfitNotificationExtras): DynamicModule {
  const extras = {
    path: given.path ?? DEFAULT_EXTRAS.path,
    isGlobal: given.isGlobal ?? DEFAULT_EXTRAS.isGlobal,
    decorators: given.decorators ?? DEFAULT_EXTRAS.decorators,
    optimizeExpress: given.optimizeExpress ?? DEFAULT_EXTRAS.optimizeExpress,
  };
  validateExtras(extras);
  return {
    ...definition,
    global: extras.isGlobal,
    controllers: [createNotificationController(extras.path, extras.decorators)],
    providers: [
      ...(definition.providers ?? []),
      { provide: NOTIFICATION_PATH, useValue: extras.path },
      { provide: OPTIMIZE_EXPRESS, useValue: extras.optimizeExpress },
    ],
  };
}
