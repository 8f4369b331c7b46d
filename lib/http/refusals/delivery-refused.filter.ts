import { Catch, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { DeliveryHost } from '../../delivery/delivery-host.js';
import { setOwnStatus } from '../answers/own-answer.js';
import { DeliveryRefusedException } from './delivery-refused.exception.js';
import { BodyError } from './errors.js';

/** Answers with the status only, even if the application has its own exception filters. */
@Catch(DeliveryRefusedException)
export class DeliveryRefusedFilter implements ExceptionFilter<DeliveryRefusedException> {
  constructor(
    private readonly host: HttpAdapterHost,
    private readonly delivery: DeliveryHost,
  ) {}

  catch(exception: DeliveryRefusedException, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    const response: unknown = http.getResponse();
    const { httpAdapter } = this.host;
    // A middleware that limits the time may have answered already.
    if (httpAdapter.isHeadersSent(response)) return;
    // The unread rest of a body must not be parsed as another request, and a connection that is
    // kept alive would delay the shutdown.
    if (exception.cause instanceof BodyError || this.delivery.isStopping) {
      httpAdapter.setHeader(response, 'Connection', 'close');
    }
    const status = exception.getStatus();
    setOwnStatus(http.getRequest<object>(), status);
    httpAdapter.reply(response, undefined, status);
  }
}
