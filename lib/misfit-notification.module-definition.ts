import { ConfigurableModuleBuilder, type DynamicModule } from '@nestjs/common';
import { createNotificationController } from './http/route/misfit-notification.controller.js';
import { swaggerMetadata } from './http/route/swagger-metadata.js';
import {
  DEFAULT_EXTRAS,
  RESOLVED_EXTRAS,
  resolveExtras,
  type MisfitNotificationExtras,
} from './options/misfit-notification.extras.js';
import type { MisfitNotificationOptions } from './options/misfit-notification.options.js';

export const { ConfigurableModuleClass, MODULE_OPTIONS_TOKEN, OPTIONS_TYPE, ASYNC_OPTIONS_TYPE } =
  new ConfigurableModuleBuilder<MisfitNotificationOptions>({ moduleName: 'MisfitNotification' })
    .setClassMethodName('forRoot')
    .setExtras<MisfitNotificationExtras>(DEFAULT_EXTRAS, withController)
    .build();

function withController(definition: DynamicModule, given: MisfitNotificationExtras): DynamicModule {
  const extras = resolveExtras(given);
  const decorators = [swaggerMetadata(extras.swagger), ...extras.decorators];
  return {
    ...definition,
    global: extras.isGlobal,
    controllers: [createNotificationController(extras.path, decorators)],
    providers: [...(definition.providers ?? []), { provide: RESOLVED_EXTRAS, useValue: extras }],
  };
}
