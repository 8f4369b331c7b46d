import { Catch, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { DeliveryRefusedException } from './delivery-refused.exception.js';
import { BodyError } from './errors.js';

/** Answers with the bare status, whatever filters the application has for its own exceptions. */
@Catch(DeliveryRefusedException)
export class DeliveryRefusedFilter implements ExceptionFilter<DeliveryRefusedException> {
  constructor(private readonly host: HttpAdapterHost) {}

  catch(exception: DeliveryRefusedException, host: ArgumentsHost): void {
    const response: unknown = host.switchToHttp().getResponse();
    const { httpAdapter } = this.host;
    // What is left of a body that was not read to its end must not be taken for another request.
    if (exception.cause instanceof BodyError)
      httpAdapter.setHeader(response, 'Connection', 'close');
    httpAdapter.reply(response, '', exception.getStatus());
  }
}
