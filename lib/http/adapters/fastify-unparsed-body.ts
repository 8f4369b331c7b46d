import type { IncomingMessage } from 'node:http';
import type { Readable } from 'node:stream';
import { UNPARSED_BODY } from '../body/read-body.js';
import { UNPARSED_BODY_ROUTE } from './unparsed-body.js';

/** As much of a Fastify instance as is needed here. */
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
  /** Setting it overlays the headers of `raw`, which stay as they are. */
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
 * Makes Fastify believe, between the two hooks around its parsing, that a marked route's request
 * has no body: it then neither refuses the type with 415, nor measures, nor parses it.
 */
export function leaveUnparsedOnFastify(fastify: Fastify): void {
  fastify.addHook('onRoute', (route) => {
    if (route.config?.[UNPARSED_BODY_ROUTE] !== true) return;
    route.preParsing = [...[route.preParsing ?? []].flat(), hideBody];
    route.preValidation = [showHeaders, ...[route.preValidation ?? []].flat()];
  });
}

const hideBody: PreParsingHook = (request, _reply, payload, done) => {
  // An earlier hook may have put another stream in its place, which decompresses it for example.
  if (payload !== request.raw) {
    // It may break before the guard listens, who finds it broken then: but an error that nobody
    // hears ends the process.
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
