import { randomBytes, randomUUID } from 'node:crypto';
import { ENDPOINT_TEST_TOPIC_ARN } from '../misfit/misfit-topics.js';
import type { MisfitUpdate } from '../misfit/misfit-update.js';
import { confirmationUrl } from '../sns/confirm-subscription.js';
import type { SnsSignatureVersion } from '../sns/signature.js';
import { snsHost } from '../sns/sns-endpoint.js';
import type { SnsMessage } from '../sns/sns-message.js';
import { parseTopicArn } from '../sns/topic-arn.js';
import {
  DEFAULT_DELIVERY_POLICY,
  deliverWithRetries,
  policyOf,
  type DeliveryPolicy,
  type DeliveryRecord,
} from './delivery-agent.js';
import {
  checkDeliveryPolicy,
  checkSimulatorOptions,
  type MisfitSimulatorOptions,
} from './misfit-simulator.options.js';
import { SimulatedNetwork, type NetworkRequest } from './simulated-network.js';
import type { SignedSnsMessage } from './signed-sns-message.js';
import { snsRequest, type SnsRequest } from './sns-request.js';
import { SnsSigner } from './sns-signer.js';
import { RESOURCE_TOPIC_ARN } from './topics.js';

/** Number of recorded deliveries. */
const MAX_DELIVERIES = 1_000;

/**
 * Simulates Misfit and SNS: signs with its own key and certificate, delivers over HTTP with SNS's
 * headers, time limit and retries, and answers the receiver's own requests to SNS and Misfit. With
 * its `fetch`, the module verifies the simulator's messages by the same code as genuine ones.
 *
 * @example
 * const simulator = new MisfitSimulator({ retryDelay: 10 });
 * MisfitNotificationModule.forRoot({ fetch: simulator.fetch });
 * await simulator.deliver(url, [misfitUpdate('goals.updated')]);
 *
 * @publicApi
 */
export class MisfitSimulator {
  /** ARN of the topic that the simulator publishes to. */
  readonly topicArn: string;

  /** The last 1 000 messages that were sent, with the answers, oldest first. */
  readonly deliveries: DeliveryRecord[] = [];

  private readonly signer: SnsSigner;
  private readonly world: SimulatedNetwork;
  private readonly policy: Required<DeliveryPolicy>;
  private readonly signatureVersion: SnsSignatureVersion;
  private readonly clock: () => number;

  /**
   * @throws Error if `NODE_ENV` is `production`: a module with this `fetch` trusts anyone.
   * @throws MisfitNotificationOptionsError naming each option, its value, and the rule it breaks.
   */
  constructor(options: MisfitSimulatorOptions = {}) {
    if (process.env['NODE_ENV'] === 'production') {
      throw new Error('MisfitSimulator is for tests and development: NODE_ENV is production');
    }
    checkSimulatorOptions(options);
    this.topicArn = options.topicArn ?? RESOURCE_TOPIC_ARN;
    this.signatureVersion = options.signatureVersion ?? '1';
    this.clock = options.clock ?? Date.now;
    this.policy = policyOf(DEFAULT_DELIVERY_POLICY, options);
    const topic = parseTopicArn(this.topicArn)!;
    this.signer = new SnsSigner(topic, options.privateKey);
    this.world = new SimulatedNetwork(topic, this.signer);
  }

  /** The module's `fetch` option: reaches this simulator and nothing else. */
  readonly fetch = (input: string | URL | Request): Promise<Response> => this.world.fetch(input);

  /** The last 10 000 requests made through `fetch`, oldest first. */
  get requests(): readonly NetworkRequest[] {
    return this.world.requests;
  }

  /**
   * Creates a signed notification, without sending it.
   *
   * @param updates usually an array of `MisfitUpdate`; any other value is published as its JSON.
   */
  notification(updates: unknown, subject?: string): SignedSnsMessage {
    const message = { Type: 'Notification' as const, ...this.fields(JSON.stringify(updates)) };
    const signed = this.sign(subject === undefined ? message : { ...message, Subject: subject });
    const host = snsHost(parseTopicArn(this.topicArn)!);
    const UnsubscribeURL = `https://${host}/?Action=Unsubscribe&SubscriptionArn=${this.topicArn}:sim`;
    return { ...signed, UnsubscribeURL };
  }

  /** Creates a signed request to confirm a subscription; `fetch` accepts its token once. */
  subscriptionConfirmation(): SignedSnsMessage {
    return this.sign(this.subscriptionMessage('SubscriptionConfirmation'));
  }

  /** Creates the signed message that SNS sends when a subscription has ended. */
  unsubscribeConfirmation(): SignedSnsMessage {
    return this.sign(this.subscriptionMessage('UnsubscribeConfirmation'));
  }

  /**
   * Creates the unsigned endpoint test of Misfit's developer portal, by default for a random app;
   * `fetch` accepts its answer once.
   */
  endpointTest(appId: string = randomBytes(12).toString('hex')): object {
    const query = `verify_token=$2a$10$${hex(26)}&challenge=${hex(8)}`;
    const SubscribeURL = `https://build.misfit.com/apps/${appId}/verify_endpoint?${query}`;
    this.world.expectTestAnswer(SubscribeURL);
    const { MessageId: _, ...fields } = this.fields('You have chosen to subscribe to the topic.');
    return {
      Type: 'SubscriptionConfirmation',
      ...fields,
      TopicArn: ENDPOINT_TEST_TOPIC_ARN,
      Token: hex(80),
      SubscribeURL,
    };
  }

  /** Signs any message as SNS does. */
  sign(message: SnsMessage, version = this.signatureVersion): SignedSnsMessage {
    return this.signer.sign(message, version);
  }

  /**
   * A message as the HTTP request that SNS sends, for tests that do not use the network.
   *
   * @example
   * const { method, headers, body } = simulator.request(simulator.notification(updates));
   * await app.inject({ method, headers, url: '/misfit/notification', payload: body });
   */
  request(message: object): SnsRequest {
    return snsRequest(message, this.policy.contentType);
  }

  /** Publishes updates in one notification. Resolves after the last attempt, even if it failed. */
  deliver(
    url: string,
    updates: readonly MisfitUpdate[],
    policy?: DeliveryPolicy,
  ): Promise<DeliveryRecord> {
    return this.send(url, this.notification(updates), policy);
  }

  /** Sends a subscription confirmation; the endpoint must confirm it through `fetch`. */
  subscribe(url: string, policy?: DeliveryPolicy): Promise<DeliveryRecord> {
    return this.send(url, this.subscriptionConfirmation(), policy);
  }

  /** Tells the endpoint that its subscription has ended. */
  unsubscribe(url: string, policy?: DeliveryPolicy): Promise<DeliveryRecord> {
    return this.send(url, this.unsubscribeConfirmation(), policy);
  }

  /** Sends the developer portal's "Test Endpoint" request. */
  testEndpoint(url: string, appId?: string, policy?: DeliveryPolicy): Promise<DeliveryRecord> {
    return this.send(url, this.endpointTest(appId), policy);
  }

  /**
   * Delivers any message, for example a copy, a forged one or one of another topic.
   *
   * @throws MissingPackageError if `@peculiar/x509` is not installed, which makes the certificate.
   * @throws MisfitNotificationOptionsError if something is wrong with the policy.
   */
  async send(url: string, message: object, policy: DeliveryPolicy = {}): Promise<DeliveryRecord> {
    checkDeliveryPolicy(policy);
    // Fails here, and not in the receiver, which would answer 503.
    await this.signer.certificatePem();
    const record = await deliverWithRetries(url, message, policyOf(this.policy, policy));
    this.deliveries.push(record);
    if (this.deliveries.length > MAX_DELIVERIES) this.deliveries.shift();
    return record;
  }

  private fields(message: string) {
    return {
      MessageId: randomUUID(),
      TopicArn: this.topicArn,
      Message: message,
      Timestamp: new Date(this.clock()).toISOString(),
    };
  }

  private subscriptionMessage<Type extends 'SubscriptionConfirmation' | 'UnsubscribeConfirmation'>(
    Type: Type,
  ) {
    const Token = hex(80);
    this.world.expectConfirmation(Token);
    const fields = this.fields(`You have chosen to subscribe to the topic ${this.topicArn}.`);
    return { Type, ...fields, Token, SubscribeURL: confirmationUrl({ ...fields, Token }).href };
  }
}

function hex(bytes: number): string {
  return randomBytes(bytes).toString('hex');
}
