import {
  Inject,
  Injectable,
  Logger,
  type OnApplicationBootstrap,
  type OnApplicationShutdown,
} from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { ConcurrencyLimit } from '../../common/concurrency-limit.js';
import { LogThrottle } from '../../common/log-throttle.js';
import { TokenBucket } from '../../common/token-bucket.js';
import { withTimeout } from '../../common/with-timeout.js';
import { DELIVERY_TIMES, type DeliveryTimes } from '../../delivery/delivery-tokens.js';
import { EventStreams } from '../../bus/event-streams.js';
import { InstrumentationRegistry } from '../../bus/instrumentation-registry.js';
import { EndpointTested } from '../../bus/subscription-events.js';
import {
  RESOLVED_OPTIONS,
  type ResolvedOptions,
} from '../../options/misfit-notification.options.js';
import { answerEndpointTest, type EndpointTest } from '../../misfit/endpoint-test.js';
import { EndpointTestError, ForeignAppError } from '../../misfit/errors.js';
import { ENDPOINT_TEST_TOPIC_ARN } from '../../misfit/misfit-topics.js';
import { TopicAllowList } from '../../sns/topic-allow-list.js';
import type { Fetch } from '../../sns/fetch-bounded.js';
import { observedFetch } from '../observation/observed-fetch.js';
import { OncePerMessage } from './once-per-message.js';

/** Time limit for a request to Misfit, in ms. */
const REQUEST_TIMEOUT = 5_000;

const MAX_TESTS_AT_ONCE = 4;
const MAX_TESTS_A_MINUTE = 30;

/**
 * Answers the "Test Endpoint" requests of Misfit's developer portal. They are not signed, so anyone
 * can send them; the number of requests that they cause is limited.
 */
@Injectable()
export class EndpointTestHandler implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly logger = new Logger('MisfitNotification');
  private readonly concurrency = new ConcurrencyLimit(MAX_TESTS_AT_ONCE, 0);
  private readonly rate = new TokenBucket(MAX_TESTS_A_MINUTE / 60, MAX_TESTS_A_MINUTE);
  private readonly fetch: Fetch;
  private readonly tests: OncePerMessage;
  private readonly warnings: LogThrottle;

  constructor(
    @Inject(RESOLVED_OPTIONS) private readonly options: ResolvedOptions,
    @Inject(DELIVERY_TIMES) { retention }: DeliveryTimes,
    private readonly streams: EventStreams,
    instrumentations: InstrumentationRegistry,
    private readonly host: HttpAdapterHost,
  ) {
    const { clock } = options;
    this.fetch = observedFetch(options.fetch, 'endpoint-test', instrumentations);
    this.tests = new OncePerMessage({ subject: 'an endpoint test', retention, clock });
    this.warnings = new LogThrottle({
      subject: 'endpoint tests',
      write: (line) => this.logger.warn(line),
      clock,
    });
  }

  onApplicationBootstrap(): void {
    if (!this.answersAnyone()) return;
    this.logger.warn(
      'appId is not set: "Test Endpoint" requests of any Misfit app are answered, so anyone can ' +
        'register this endpoint for their own app. Set appId to the id of your app',
    );
  }

  onApplicationShutdown(): void {
    this.warnings.flush();
  }

  /**
   * Resolves when Misfit has accepted the answer to this request or to a copy of it.
   *
   * @param timeout time limit, in ms.
   * @throws ForeignAppError if the test is for another app than `appId`.
   * @throws EndpointTestError if Misfit does not accept the answer in time, or there are too many
   * tests.
   */
  async answer(test: EndpointTest, timeout: number): Promise<void> {
    this.checkApp(test.appId);
    const answered = this.tests.run(
      test.verifyUrl.href,
      () => this.answerOnce(test),
      () =>
        new EndpointTestError(
          'this test has failed too often; another try is possible within a minute',
        ),
    );
    await withTimeout(
      answered,
      timeout,
      () => new EndpointTestError('Misfit has not yet accepted the answer'),
    );
  }

  private async answerOnce(test: EndpointTest): Promise<void> {
    const answered = this.concurrency.tryRun(() => this.send(test));
    if (answered === undefined) throw new EndpointTestError('too many endpoint tests at once');
    await answered;
    this.logger.log(`Answered the endpoint test of Misfit app ${test.appId}`);
    this.streams.subscriptions.next(new EndpointTested(test.topicArn, test.appId));
  }

  private async send(test: EndpointTest): Promise<void> {
    if (!this.rate.take()) {
      throw new EndpointTestError(`more than ${MAX_TESTS_A_MINUTE} endpoint tests in a minute`);
    }
    this.warnOfAnyApp(test.appId);
    await answerEndpointTest(this.fetch, test, REQUEST_TIMEOUT);
  }

  private checkApp(appId: string): void {
    const expected = this.options.appId;
    if (expected === undefined || appId === expected) return;
    throw new ForeignAppError(`the endpoint test is for app ${appId}, not for ${expected}`);
  }

  private warnOfAnyApp(appId: string): void {
    if (this.options.appId !== undefined || !this.warnings.admit('ENDPOINT_TEST', appId)) return;
    this.logger.warn(
      `Answering the endpoint test of Misfit app ${appId}: if it is yours, set appId to it, so ` +
        'that tests of other apps are refused',
    );
  }

  /** Whether this application answers tests of any app. */
  private answersAnyone(): boolean {
    // An application context has no adapter and no route.
    const adapter = this.host.httpAdapter as HttpAdapterHost['httpAdapter'] | null;
    const { appId, topicArns } = this.options;
    if (adapter == null || appId !== undefined) return false;
    return new TopicAllowList(topicArns).allows(ENDPOINT_TEST_TOPIC_ARN);
  }
}
