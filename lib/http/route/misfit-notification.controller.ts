import {
  Controller,
  HttpCode,
  HttpStatus,
  Post,
  Req,
  Res,
  UseFilters,
  UseGuards,
  VERSION_NEUTRAL,
  type Type,
} from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { DeliveryHost } from '../../delivery/delivery-host.js';
import { setOwnStatus } from '../answers/own-answer.js';
import { AcceptsEndpointTest } from '../subscriptions/accepts-endpoint-test.decorator.js';
import { DeliveryRefusedException } from '../refusals/delivery-refused.exception.js';
import { DeliveryRefusedFilter } from '../refusals/delivery-refused.filter.js';
import { deliveryOf } from './incoming-delivery.js';
import { NotificationReceiver } from './notification-receiver.js';
import { SnsSignatureGuard } from './sns-signature.guard.js';
import { UnparsedBody } from '../adapters/unparsed-body.js';

/**
 * Creates a controller class for one `forRoot`. The path and decorators become metadata of the
 * class, so applications in the same process must not share one class.
 */
export function createNotificationController(
  path: string,
  decorators: readonly ClassDecorator[],
): Type<unknown> {
  @Controller({ path, version: VERSION_NEUTRAL })
  class MisfitNotificationController {
    constructor(
      private readonly receiver: NotificationReceiver,
      private readonly delivery: DeliveryHost,
      private readonly host: HttpAdapterHost,
    ) {}

    // Guard and filter are on the method, so that class-level guards from `decorators` run first.
    @Post()
    @HttpCode(HttpStatus.OK)
    @UseGuards(SnsSignatureGuard)
    @UseFilters(DeliveryRefusedFilter)
    @AcceptsEndpointTest()
    @UnparsedBody()
    async receive(
      @Req() request: object,
      @Res({ passthrough: true }) response: unknown,
    ): Promise<void> {
      try {
        await this.receiver.receive(deliveryOf(request));
        setOwnStatus(request, HttpStatus.OK);
      } catch (error) {
        // An interceptor may turn the refusal into another answer.
        if (error instanceof DeliveryRefusedException) setOwnStatus(request, error.getStatus());
        throw error;
      }
      this.endConnection(response);
    }

    /** A connection that is kept alive would delay the shutdown. */
    private endConnection(response: unknown): void {
      const { httpAdapter } = this.host;
      // An interceptor may have answered already.
      if (!this.delivery.isStopping || httpAdapter.isHeadersSent(response)) return;
      httpAdapter.setHeader(response, 'Connection', 'close');
    }
  }

  for (const decorate of decorators) decorate(MisfitNotificationController);
  return MisfitNotificationController;
}
