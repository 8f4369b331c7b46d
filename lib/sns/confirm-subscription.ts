import { describeError } from '../common/describe-error.js';
import { SubscriptionConfirmationError } from './errors.js';
import { fetchBounded, type Fetch } from './fetch-bounded.js';
import { snsHost } from './sns-endpoint.js';
import { parseTopicArn } from './topic-arn.js';

/**
 * The URL that confirms a subscription. It is built from the topic and the token, not taken from
 * `SubscribeURL`: no message decides where a request goes.
 *
 * @see https://docs.aws.amazon.com/sns/latest/api/API_ConfirmSubscription.html
 * @throws TypeError if `TopicArn` is not the ARN of a topic.
 */
export function confirmationUrl(message: { TopicArn: string; Token: string }): URL {
  const topic = parseTopicArn(message.TopicArn);
  if (topic === undefined) throw new TypeError('TopicArn is not the ARN of an SNS topic');
  const url = new URL(`https://${snsHost(topic)}/`);
  url.search = new URLSearchParams({
    Action: 'ConfirmSubscription',
    TopicArn: message.TopicArn,
    Token: message.Token,
  }).toString();
  return url;
}

/** @throws SubscriptionConfirmationError if SNS does not confirm within `timeout` ms. */
export async function confirmSubscription(
  fetch: Fetch,
  message: { TopicArn: string; Token: string },
  timeout: number,
): Promise<void> {
  try {
    await fetchBounded(fetch, confirmationUrl(message), { timeout });
  } catch (cause) {
    throw new SubscriptionConfirmationError(
      `could not confirm the subscription: ${describeError(cause).message}`,
      { cause },
    );
  }
}
