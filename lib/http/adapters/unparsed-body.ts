import { SetMetadata } from '@nestjs/common';

/** Metadata that Nest's Fastify adapter passes on as the `config` of a method's route. */
const FASTIFY_ROUTE_CONFIG = '__fastify_route_config__';

/** Key of that `config`. */
export const UNPARSED_BODY_ROUTE = 'misfitNotificationUnparsedBody';

/** Marks a route whose body only `readBody` reads, whatever its `Content-Type`. */
export const UnparsedBody = () =>
  SetMetadata(FASTIFY_ROUTE_CONFIG, { [UNPARSED_BODY_ROUTE]: true });
