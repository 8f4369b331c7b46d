import { randomBytes } from 'node:crypto';
import type { AddressInfo } from 'node:net';
import {
  BadRequestException,
  Inject,
  Injectable,
  NotFoundException,
  ServiceUnavailableException,
} from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { EndpointPaths } from '../http/route/endpoint-paths.js';
import { isMisfitEventPattern } from '../misfit/event-pattern.js';
import { InspectedModule } from './inspected-module.js';
import { INSPECTOR_OPTIONS, type ResolvedInspectorOptions } from './misfit-inspector.options.js';

/** Sends notifications of the configured simulator to this application's own endpoint. */
@Injectable()
export class TestNotifications {
  constructor(
    @Inject(INSPECTOR_OPTIONS) private readonly options: ResolvedInspectorOptions,
    private readonly host: HttpAdapterHost,
    private readonly inspected: InspectedModule,
  ) {}

  get areAvailable(): boolean {
    return this.options.simulator !== undefined;
  }

  /** @returns the status of the last answer; `undefined` if there was none. */
  async send(resource: string | undefined): Promise<{ status?: number }> {
    const { simulator } = this.options;
    if (simulator === undefined) throw new NotFoundException();
    if (resource === undefined || !isMisfitEventPattern(`${resource}.updated`)) {
      throw new BadRequestException('resource must be one of the resources of Misfit');
    }
    const update = {
      type: resource,
      action: 'updated',
      id: randomBytes(12).toString('hex'),
      ownerId: 'inspector-test',
      updatedAt: new Date().toISOString(),
    };
    const { status } = await simulator.deliver(this.endpoint(), [update]);
    return status === undefined ? {} : { status };
  }

  private endpoint(): string {
    const address = (this.host.httpAdapter.getHttpServer() as Server).address();
    if (typeof address !== 'object' || address === null) {
      throw new ServiceUnavailableException('The server does not listen on a port');
    }
    const host = LOOPBACK[address.address] ?? address.address;
    const [path = '/'] = this.inspected.get(EndpointPaths).all();
    return `http://${host.includes(':') ? `[${host}]` : host}:${address.port}${path}`;
  }
}

interface Server {
  address(): AddressInfo | string | null;
}

/** Where a server that listens on all addresses can be reached. */
const LOOPBACK: Readonly<Record<string, string>> = { '0.0.0.0': '127.0.0.1', '::': '::1' };
