/**
 * SNS has accepted the confirmation: the endpoint is subscribed to a topic.
 *
 * @publicApi
 */
export class SubscriptionConfirmed {
  constructor(
    readonly topicArn: string,
    readonly messageId: string,
  ) {}
}

/**
 * A topic asks to subscribe the endpoint, and `autoConfirm` is off. Send a GET to `confirmUrl`
 * within two days to confirm the subscription; otherwise it lapses.
 *
 * @publicApi
 */
export class SubscriptionPending {
  constructor(
    readonly topicArn: string,
    readonly messageId: string,
    /** Contains a secret token: do not log it. */
    readonly confirmUrl: string,
  ) {}
}

/**
 * The endpoint is no longer subscribed to a topic and gets no more notifications from it.
 *
 * @publicApi
 */
export class SubscriptionCancelled {
  constructor(
    readonly topicArn: string,
    readonly messageId: string,
  ) {}
}

/**
 * Misfit's developer portal has tested the endpoint and accepted its answer.
 *
 * @publicApi
 */
export class EndpointTested {
  constructor(
    readonly topicArn: string,
    /** The Misfit app for which the test was started. */
    readonly appId: string,
  ) {}
}

/**
 * A change of a subscription, or an endpoint test.
 *
 * @publicApi
 */
export type MisfitSubscriptionEvent =
  | SubscriptionConfirmed
  | SubscriptionPending
  | SubscriptionCancelled
  | EndpointTested;
