import { Inject, Injectable } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { RESOLVED_EXTRAS, type ResolvedExtras } from '../../options/misfit-notification.extras.js';
import { EndpointPaths } from '../route/endpoint-paths.js';
import { deliveriesTo } from './express-deliveries.js';
import { prepareExpress, type ExpressLike } from './express-preparation.js';
import { leaveUnparsedOnFastify, type Fastify } from './fastify-unparsed-body.js';

/**
 * Keeps the application's body parsers, with their content types and limits, away from the
 * notification route only. On Express it also speeds up requests to this route.
 *
 * Must start in the constructor: later Nest has already registered its parsers. In an application
 * created from a testing module the adapter is set a little later, but early enough.
 */
@Injectable()
export class AdapterPreparation {
  constructor(
    host: HttpAdapterHost,
    paths: EndpointPaths,
    @Inject(RESOLVED_EXTRAS) { optimizeExpress }: ResolvedExtras,
  ) {
    const isDelivery = deliveriesTo(() => paths.all());
    host.init$.subscribe(() => {
      // An application context has no adapter.
      const adapter = host.httpAdapter as HttpAdapterHost['httpAdapter'] | null;
      const instance: unknown = adapter?.getInstance();
      if (adapter?.getType() === 'express') {
        prepareExpress(instance as ExpressLike, isDelivery, optimizeExpress);
      }
      if (adapter?.getType() === 'fastify') leaveUnparsedOnFastify(instance as Fastify);
    });
  }
}
