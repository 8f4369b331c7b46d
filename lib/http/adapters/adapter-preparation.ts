import { Inject, Injectable } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { RESOLVED_EXTRAS, type ResolvedExtras } from '../../options/misfit-notification.extras.js';
import { AnswerWatch } from '../answers/answer-watch.js';
import { EndpointPaths } from '../route/endpoint-paths.js';
import { watchAnswersOnExpress, watchAnswersOnFastify, type AnswerListener } from './answers.js';
import { deliveriesTo } from './express-deliveries.js';
import { prepareExpress, type ExpressLike } from './express-preparation.js';
import { leaveUnparsedOnFastify, type Fastify } from './fastify-unparsed-body.js';

/**
 * Keeps the application's body parsers, with their content types and limits, away from the
 * notification route, but from no other. Reports each answer on this route. On Express it also
 * speeds up requests to this route.
 *
 * Must begin in the constructor, because later Nest has already registered its parsers. In an
 * application created from a testing module, Nest sets the adapter a little later, but still before
 * the parsers.
 */
@Injectable()
export class AdapterPreparation {
  constructor(
    host: HttpAdapterHost,
    paths: EndpointPaths,
    @Inject(RESOLVED_EXTRAS) { optimizeExpress }: ResolvedExtras,
    answers: AnswerWatch,
  ) {
    const isDelivery = deliveriesTo(() => paths.all());
    const onAnswered: AnswerListener = (request, status) => answers.onAnswered(request, status);
    host.init$.subscribe(() => {
      // An application context has no adapter.
      const adapter = host.httpAdapter as HttpAdapterHost['httpAdapter'] | null;
      const instance: unknown = adapter?.getInstance();
      if (adapter?.getType() === 'express') {
        prepareExpress(instance as ExpressLike, isDelivery, optimizeExpress);
        watchAnswersOnExpress(instance as ExpressLike, isDelivery, onAnswered);
      }
      if (adapter?.getType() === 'fastify') {
        leaveUnparsedOnFastify(instance as Fastify);
        watchAnswersOnFastify(instance as Fastify, onAnswered);
      }
    });
  }
}
