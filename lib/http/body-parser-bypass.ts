import { Inject, Injectable } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
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
  constructor(host: HttpAdapterHost, @Inject(NOTIFICATION_PATH) path: string) {
    host.init$.subscribe(() => {
      const adapter = host.httpAdapter;
      const instance: unknown = adapter.getInstance();
      if (adapter.getType() === 'express') leaveUnparsedOnExpress(instance as Express, path);
      if (adapter.getType() === 'fastify') leaveUnparsedOnFastify(instance as Fastify);
    });
  }
}
