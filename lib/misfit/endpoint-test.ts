import { describeError } from '../common/describe-error.js';
import { isFilledLine, isText, parseSnsTimestamp } from '../sns/field-forms.js';
import { fetchBounded, type Fetch } from '../sns/fetch-bounded.js';
import { isPlainObject, ownValue } from '../validation/plain-object.js';
import { EndpointTestError } from './errors.js';
import { ENDPOINT_TEST_TOPIC_ARN } from './misfit-topics.js';

/**
 * The "Test Endpoint" request of Misfit's developer portal. It looks like a subscription
 * confirmation but is not signed, so the only thing it may cause is a GET to Misfit's own site.
 */
export interface EndpointTest {
  readonly appId: string;
  readonly topicArn: string;
  readonly verifyUrl: URL;
}

const SIGNATURE_FIELDS = ['MessageId', 'Signature', 'SignatureVersion', 'SigningCertURL'];

const VERIFY_URL =
  /^https:\/\/build\.misfit\.com\/apps\/(?<appId>[0-9a-f]{24})\/verify_endpoint\?verify_token=[\w$./~%-]{1,256}&challenge=[\w-]{1,256}$/;

/** The endpoint test in a request's body; `undefined` unless every field matches. */
export function parseEndpointTest(body: unknown): EndpointTest | undefined {
  if (!isPlainObject(body)) return undefined;
  if (ownValue(body, 'Type') !== 'SubscriptionConfirmation') return undefined;
  if (ownValue(body, 'TopicArn') !== ENDPOINT_TEST_TOPIC_ARN) return undefined;
  if (SIGNATURE_FIELDS.some((field) => Object.hasOwn(body, field))) return undefined;
  if (!isText(ownValue(body, 'Message')) || !isFilledLine(ownValue(body, 'Token')))
    return undefined;
  if (Number.isNaN(parseSnsTimestamp(ownValue(body, 'Timestamp')))) return undefined;

  const text = ownValue(body, 'SubscribeURL');
  const appId = typeof text === 'string' ? VERIFY_URL.exec(text)?.groups?.['appId'] : undefined;
  if (appId === undefined) return undefined;
  return { appId, topicArn: ENDPOINT_TEST_TOPIC_ARN, verifyUrl: new URL(text as string) };
}

/** @throws EndpointTestError if Misfit does not answer 200 within `timeout` ms. */
export async function answerEndpointTest(
  fetch: Fetch,
  { verifyUrl }: EndpointTest,
  timeout: number,
): Promise<void> {
  try {
    await fetchBounded(fetch, verifyUrl, { timeout });
  } catch (cause) {
    throw new EndpointTestError(
      `Misfit did not accept the answer: ${describeError(cause).message}`,
      {
        cause,
      },
    );
  }
}
