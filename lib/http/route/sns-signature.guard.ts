import { Inject, Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import { isThenable } from '../../common/thenable.js';
import { withoutStackTrace } from '../../common/without-stack-trace.js';
import {
  RESOLVED_OPTIONS,
  type ResolvedOptions,
} from '../../options/misfit-notification.options.js';
import { parseEndpointTest, type EndpointTest } from '../../misfit/endpoint-test.js';
import { decodeBody } from '../../sns/decode-body.js';
import {
  checkDeliveryHeaders,
  refuseRawDelivery,
  type DeliveryHeaders,
} from '../../sns/delivery-headers.js';
import { SnsMessageVerifier } from '../../sns/sns-message-verifier.js';
import { ACCEPTS_ENDPOINT_TEST } from '../subscriptions/accepts-endpoint-test.decorator.js';
import type { AdapterResponse } from '../answers/on-answered.js';
import { BodyBudget } from '../body/body-budget.js';
import type { DeliveryObservation } from '../observation/delivery-observation.js';
import { DeliveryObserver } from '../observation/delivery-observer.js';
import { RequestBatcher } from './request-batcher.js';
import { DeliveryRefusedException } from '../refusals/delivery-refused.exception.js';
import { attachDelivery } from './incoming-delivery.js';
import { readBody, type AdapterRequest } from '../body/read-body.js';
import { RejectionReporter } from '../refusals/rejection-reporter.js';

/**
 * Lets only genuine messages of the allowed topics through; the route gets them with
 * `@VerifiedSnsMessage()`. Use this guard on the application's own controllers; the module's route
 * already has it.
 *
 * Replaces `body` of the request by the verified message. `rawBody` stays as received, including
 * unsigned fields.
 *
 * Reads the body unless a parser already has. On Fastify the application must accept the request's
 * content type on this route; by default it accepts `text/plain` and `application/json`.
 *
 * @throws DeliveryRefusedException with status 400, 403, 413, or 503 if a later try may succeed.
 * @publicApi
 */
@Injectable()
export class SnsSignatureGuard implements CanActivate {
  private readonly batcher = new RequestBatcher();

  constructor(
    @Inject(RESOLVED_OPTIONS) private readonly options: ResolvedOptions,
    private readonly verifier: SnsMessageVerifier,
    private readonly reporter: RejectionReporter,
    private readonly budget: BodyBudget,
    private readonly observer: DeliveryObserver,
  ) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const receivedAt = performance.now();
    const request = context.getArgByIndex<AdapterRequest>(0);
    const { headers } = request;
    const observation = this.observe(context, headers, receivedAt);
    try {
      await this.batcher.join();
      let received = readBody(request, this.options.bodyLimit, this.budget);
      if (isThenable(received)) {
        received = await received;
        // Join the batch of the turn in which the last bytes arrived.
        await this.batcher.join();
      }
      observation?.passed('body');
      // Before decoding: a raw delivery can be any text.
      refuseRawDelivery(headers);
      const body = decodeBody(received);
      // Frees the bytes while the message waits for its certificate.
      received = undefined;
      const content =
        this.endpointTestIn(body, headers, context) ??
        (await this.verifier.verifyParsed(
          body,
          headers,
          observation && ((check) => observation.passed(check)),
        ));
      attachDelivery(request, { receivedAt, content, observation });
      observation?.identify(content);
      observation?.handOver();
      return true;
    } catch (error) {
      this.reporter.reportError(error);
      observation?.refuse(error);
      throw withoutStackTrace(() => new DeliveryRefusedException(error));
    }
  }

  private observe(
    context: ExecutionContext,
    headers: DeliveryHeaders,
    receivedAt: number,
  ): DeliveryObservation | undefined {
    if (!this.observer.isNeeded || !isOwnRoute(context)) return undefined;
    return this.observer.start(headers, context.getArgByIndex<AdapterResponse>(1), receivedAt);
  }

  private endpointTestIn(
    body: unknown,
    headers: DeliveryHeaders,
    context: ExecutionContext,
  ): EndpointTest | undefined {
    const test = parseEndpointTest(body);
    if (test === undefined) return undefined;
    if (!isOwnRoute(context)) return undefined;
    const { topicArn } = test;
    checkDeliveryHeaders({ Type: 'SubscriptionConfirmation', TopicArn: topicArn }, headers);
    this.verifier.checkTopic(topicArn);
    return test;
  }
}

/** Whether the guard protects the module's own route, not one of the application. */
function isOwnRoute(context: ExecutionContext): boolean {
  return Reflect.getMetadata(ACCEPTS_ENDPOINT_TEST, context.getHandler()) === true;
}
