import type { INestApplication } from '@nestjs/common';
import type { Duplex, Readable } from 'node:stream';

type Done = (error: null, payload: Readable) => void;

interface Hookable {
  addHook(
    name: 'preParsing',
    hook: (request: unknown, reply: unknown, payload: Readable, done: Done) => void,
  ): void;
}

/** Puts another stream in place of each body on Fastify, as a hook that decompresses would. */
export function pipeBodiesThrough(nest: INestApplication, createStream: () => Duplex): void {
  const fastify = nest.getHttpAdapter().getInstance() as Hookable;
  fastify.addHook('preParsing', (_request, _reply, payload, done) =>
    done(null, payload.pipe(createStream())),
  );
}
