import { EventEmitter } from 'node:events';
import type { Server } from 'node:http';
import { Injectable, type OnModuleInit } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { EndpointPaths } from './endpoint-paths.js';
import { deliveriesTo } from './express-deliveries.js';
import { ExpressPreparation, type Express } from './express-preparation.js';
import { leaveUnparsedOnFastify, type Fastify } from './fastify-unparsed-body.js';

/**
 * Keeps the application's body parsers, with their content types and limits, away from the
 * notification route, and from no other.
 *
 * Works from the constructor: that is the one moment before Nest registers its parsers. Where the
 * application is made from a testing module, the adapter comes a little later, but early enough.
 */
@Injectable()
export class AdapterPreparation implements OnModuleInit {
  private readonly onExpress: ExpressPreparation;

  constructor(
    private readonly host: HttpAdapterHost,
    paths: EndpointPaths,
  ) {
    this.onExpress = new ExpressPreparation(deliveriesTo(() => paths.all()));
    host.init$.subscribe(() => {
      const instance: unknown = this.adapter?.getInstance();
      if (this.adapter?.getType() === 'express') this.onExpress.useIn(instance as Express);
      if (this.adapter?.getType() === 'fastify') leaveUnparsedOnFastify(instance as Fastify);
    });
  }

  onModuleInit(): void {
    if (this.adapter?.getType() !== 'express') return;
    const server: unknown = this.adapter.getHttpServer();
    if (server instanceof EventEmitter) this.onExpress.listenTo(server as Server);
  }

  /** An application context has none. */
  private get adapter() {
    return this.host.httpAdapter as HttpAdapterHost['httpAdapter'] | null;
  }
}
