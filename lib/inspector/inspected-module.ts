import { Injectable, type Type } from '@nestjs/common';
import { ModuleRef } from '@nestjs/core';
import { MisfitNotificationOptionsError } from '../validation/check-options.js';

/** Finds the providers of the `MisfitNotificationModule`, wherever it is imported. */
@Injectable()
export class InspectedModule {
  constructor(private readonly modules: ModuleRef) {}

  /** @throws MisfitNotificationOptionsError if the application has no `MisfitNotificationModule`. */
  get<T>(provider: Type<T>): T {
    try {
      return this.modules.get(provider, { strict: false });
    } catch {
      throw new MisfitNotificationOptionsError(
        'MisfitInspectorModule: import MisfitNotificationModule.forRoot() in the same application',
      );
    }
  }
}
