import type { IncomingMessage } from 'node:http';
import type { Readable } from 'node:stream';
import { UNPARSED_BODY } from '../body/read-body.js';
import { UNPARSED_BODY_ROUTE } from './unparsed-body.js';

/** The part of a Fastify instance that is used here. */
export interface Fastify {
  addHook(name: 'onRoute', hook: (route: FastifyRoute) => void): void;
}

interface FastifyRoute {
  readonly config?: Readonly<Record<string, unknown>>;
  preParsing?: PreParsingHook | PreParsingHook[];
  preValidation?: PreValidationHook | PreValidationHook[];
}

interface FastifyRequest {
  readonly raw: IncomingMessage & { [UNPARSED_BODY]?: Readable };
  /** Overlays the headers of `raw`, which stay unchanged. */
  set headers(overlay: Readonly<Record<string, undefined>> | undefined);
}

type Done = (error: null, payload?: Readable) => void;
type PreParsingHook = (
  request: FastifyRequest,
  reply: unknown,
  payload: Readable,
  done: Done,
) => void;
type PreValidationHook = (request: FastifyRequest, reply: unknown, done: Done) => void;

const NO_BODY = {
  'content-type': undefined,
  'content-length': undefined,
  'transfer-encoding': undefined,
};

/**
 * Hides the body of requests to marked routes from Fastify, between the two hooks around its
 * parsing: Fastify then neither refuses the content type with 415 nor measures or parses the body.
 */
export function leaveUnparsedOnFastify(fastify: Fastify): void {
  fastify.addHook('onRoute', (route) => {
    if (route.config?.[UNPARSED_BODY_ROUTE] !== true) return;
    route.preParsing = [...[route.preParsing ?? []].flat(), hideBody];
    route.preValidation = [showHeaders, ...[route.preValidation ?? []].flat()];
  });
}

const hideBody: PreParsingHook = (request, _reply, payload, done) => {
  // An earlier hook may have replaced the stream, for example by a decompressing one.
  if (payload !== request.raw) {
    // The new stream may fail before the guard listens to it. The guard notices the failure later,
    // but an unhandled error event would end the process.
    payload.on('error', () => {});
    request.raw[UNPARSED_BODY] = payload;
  }
  request.headers = NO_BODY;
  done(null, payload);
};

const showHeaders: PreValidationHook = (request, _reply, done) => {
  request.headers = undefined;
  done(null);
};
