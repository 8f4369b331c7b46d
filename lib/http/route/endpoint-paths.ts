import { Inject, Injectable } from '@nestjs/common';
import { MODULE_PATH } from '@nestjs/common/constants.js';
import { ApplicationConfig, ModulesContainer } from '@nestjs/core';
import { RESOLVED_EXTRAS, type ResolvedExtras } from '../../options/misfit-notification.extras.js';

/** The paths of the endpoint, for code that sees requests before the router does. */
@Injectable()
export class EndpointPaths {
  constructor(
    private readonly config: ApplicationConfig,
    private readonly modules: ModulesContainer,
    @Inject(RESOLVED_EXTRAS) private readonly extras: ResolvedExtras,
  ) {}

  /** The path with and without the global prefix, since its option `exclude` may remove it. */
  all(): string[] {
    const prefixes = [this.config.getGlobalPrefix(), ''];
    return prefixes.map((prefix) =>
      `/${prefix}/${this.modulePath()}/${this.extras.path}`.replace(/\/+/g, '/').replace(/\/$/, ''),
    );
  }

  /** The path that `RouterModule` has set for this module. */
  private modulePath(): string {
    const { applicationId } = this.modules;
    const own = [...this.modules.values()].find(({ providers }) => providers.has(EndpointPaths));
    const path: unknown = own && Reflect.getMetadata(MODULE_PATH + applicationId, own.metatype);
    return typeof path === 'string' ? path : '';
  }
}
