import { SetMetadata } from '@nestjs/common';

/** Metadata that Nest's Fastify adapter hands on as the `config` of a method's route. */
const FASTIFY_ROUTE_CONFIG = '__fastify_route_config__';

/** Key of that `config`. */
export const UNPARSED_BODY_ROUTE = 'misfitNotificationUnparsedBody';

/** Marks a route whose body is to be left to `readBody`, whatever its `Content-Type`. */
export const UnparsedBody = () =>
  SetMetadata(FASTIFY_ROUTE_CONFIG, { [UNPARSED_BODY_ROUTE]: true });
