import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import { deliveryOf } from './incoming-delivery.js';

/**
 * Injects the `SnsMessage` that `SnsSignatureGuard` has verified. On a route without this guard it
 * throws an Error, which Nest answers 500.
 *
 * @example
 * @Post('hooks/sns')
 * @HttpCode(200)
 * @UseGuards(SnsSignatureGuard)
 * receive(@VerifiedSnsMessage() message: SnsMessage) {}
 *
 * @publicApi
 */
export const VerifiedSnsMessage = createParamDecorator(
  (_: unknown, context: ExecutionContext) =>
    deliveryOf(context.switchToHttp().getRequest<object>()).content,
);
