import type { INestApplicationContext, Type } from '@nestjs/common';
import { ModulesContainer } from '@nestjs/core';
import { MisfitNotificationModule } from 'nestjs-misfit-notification';

/** The class of the endpoint's controller in an application. */
export function misfitControllerOf(app: INestApplicationContext): Type<unknown> {
  const modules = [...app.get(ModulesContainer).values()];
  const module = modules.find(({ metatype }) => metatype === MisfitNotificationModule);
  const [wrapper] = module?.controllers.values() ?? [];
  if (wrapper?.metatype == null) throw new Error('there is no controller');
  return wrapper.metatype as Type<unknown>;
}
