import { Inject, Injectable } from '@nestjs/common';
import { MODULE_PATH } from '@nestjs/common/constants.js';
import { ApplicationConfig, HttpAdapterHost, ModulesContainer } from '@nestjs/core';
import { NOTIFICATION_PATH } from '../misfit-notification.options.js';
import { leaveUnparsedOnExpress, type Express } from './express-unparsed-body.js';
import { leaveUnparsedOnFastify, type Fastify } from './fastify-unparsed-body.js';

/**
 * Keeps the application's body parsers, with their content types and limits, away from the
 * notification route, and from no other.
 *
 * Works from the constructor: that is the one moment before Nest registers its parsers. Where the
 * application is made from a testing module, the adapter comes a little later, but early enough.
 */
@Injectable()
export class BodyParserBypass {
  constructor(
    host: HttpAdapterHost,
    private readonly config: ApplicationConfig,
    private readonly modules: ModulesContainer,
    @Inject(NOTIFICATION_PATH) private readonly path: string,
  ) {
    host.init$.subscribe(() => {
      // An application context has none.
      const adapter = host.httpAdapter as HttpAdapterHost['httpAdapter'] | null;
      const instance: unknown = adapter?.getInstance();
      if (adapter?.getType() === 'express') {
        leaveUnparsedOnExpress(instance as Express, () => this.fullPaths());
      }
      if (adapter?.getType() === 'fastify') leaveUnparsedOnFastify(instance as Fastify);
    });
  }

  /** The endpoint's path with the global prefix, and without it, as `exclude` may have it. */
  private fullPaths(): string[] {
    const prefixes = [this.config.getGlobalPrefix(), ''];
    return prefixes.map((prefix) =>
      `/${prefix}/${this.modulePath()}/${this.path}`.replace(/\/+/g, '/').replace(/\/$/, ''),
    );
  }

  /** What `RouterModule` puts before the paths of the module that this one is part of. */
  private modulePath(): string {
    const { applicationId } = this.modules;
    const own = [...this.modules.values()].find(({ providers }) => providers.has(BodyParserBypass));
    const path: unknown = own && Reflect.getMetadata(MODULE_PATH + applicationId, own.metatype);
    return typeof path === 'string' ? path : '';
  }
}
