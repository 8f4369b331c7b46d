/**
 * The endpoint is subscribed to a topic: SNS has taken the confirmation.
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
 * A topic asks whether to subscribe the endpoint, and `autoConfirm` is off. A GET to `confirmUrl`
 * within two days confirms; without one the subscription lapses.
 *
 * @publicApi
 */
export class SubscriptionPending {
  constructor(
    readonly topicArn: string,
    readonly messageId: string,
    /** Holds a secret token: not for logs. */
    readonly confirmUrl: string,
  ) {}
}

/**
 * The endpoint is no longer subscribed to a topic: no more notifications will come from it.
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
 * Misfit's developer portal has tested the endpoint, and has taken its answer.
 *
 * @publicApi
 */
export class EndpointTested {
  constructor(
    readonly topicArn: string,
    /** The Misfit app that the test was started for. */
    readonly appId: string,
  ) {}
}

/**
 * What happens to the subscription itself.
 *
 * @publicApi
 */
export type MisfitSubscriptionEvent =
  SubscriptionConfirmed | SubscriptionPending | SubscriptionCancelled | EndpointTested;
