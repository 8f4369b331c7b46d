import { setTimeout as sleep } from 'node:timers/promises';
import { snsRequest } from './sns-request.js';

/**
 * One attempt to deliver a message.
 *
 * @publicApi
 */
export interface DeliveryAttempt {
  /** Status of the answer; `undefined` if there was none. */
  readonly status?: number;
  /** Why there was no answer: the connection failed, or the deadline passed. */
  readonly error?: Error;
  /** Time until the answer or the failure, in ms. */
  readonly duration: number;
}

/**
 * A message that was delivered, with all its attempts.
 *
 * @publicApi
 */
export interface DeliveryRecord {
  /** URL of the endpoint. */
  readonly url: string;
  /** The posted message. */
  readonly message: object;
  /** All attempts in their order, at least one. */
  readonly attempts: readonly DeliveryAttempt[];
  /** Status of the last attempt; `undefined` if it got no answer. */
  readonly status: number | undefined;
  /**
   * `delivered` on 2xx; `refused` on a status after which SNS does not retry; `exhausted` after the
   * last retry, when SNS drops the message.
   */
  readonly outcome: 'delivered' | 'refused' | 'exhausted';
}

/**
 * How messages are delivered. The defaults are those of SNS.
 *
 * @see https://docs.aws.amazon.com/sns/latest/dg/sns-message-delivery-retries.html
 * @publicApi
 */
export interface DeliveryPolicy {
  /**
   * Number of retries after the first attempt.
   *
   * @default 3
   */
  readonly retries?: number;

  /**
   * Time between two attempts, in ms.
   *
   * @default 20_000
   */
  readonly retryDelay?: number;

  /**
   * Time limit for the endpoint's answer, in ms.
   *
   * @default 15_000
   */
  readonly timeout?: number;

  /**
   * `Content-Type` of the request: the owner of a topic can choose it.
   *
   * @default 'text/plain; charset=UTF-8'
   */
  readonly contentType?: string;
}

export const DEFAULT_DELIVERY_POLICY: Required<DeliveryPolicy> = {
  retries: 3,
  retryDelay: 20_000,
  timeout: 15_000,
  contentType: 'text/plain; charset=UTF-8',
};

/** A policy with missing values taken from another. */
export function policyOf(
  defaults: Required<DeliveryPolicy>,
  policy: DeliveryPolicy,
): Required<DeliveryPolicy> {
  return {
    retries: policy.retries ?? defaults.retries,
    retryDelay: policy.retryDelay ?? defaults.retryDelay,
    timeout: policy.timeout ?? defaults.timeout,
    contentType: policy.contentType ?? defaults.contentType,
  };
}

/** Observes the delivery of a message, and can end it. */
export interface DeliveryWatch {
  /** Ends the delivery when it is aborted. */
  readonly signal?: AbortSignal;
  onAttempt?(attempt: DeliveryAttempt): void;
}

/**
 * Posts a message like SNS: retries after 5xx, 429 or no answer, not after other statuses.
 *
 * @throws Error with the name `AbortError` if the signal was aborted.
 */
export async function deliverWithRetries(
  url: string,
  message: object,
  policy: Required<DeliveryPolicy>,
  watch: DeliveryWatch = {},
): Promise<DeliveryRecord> {
  const { signal } = watch;
  const attempts: DeliveryAttempt[] = [];
  for (;;) {
    const attempt = await post(url, message, policy, signal);
    signal?.throwIfAborted();
    attempts.push(attempt);
    watch.onAttempt?.(attempt);
    const { status } = attempt;
    const record = { url, message, attempts, status };
    if (status !== undefined && status < 300) return { ...record, outcome: 'delivered' };
    if (isFinal(status)) return { ...record, outcome: 'refused' };
    if (attempts.length > policy.retries) return { ...record, outcome: 'exhausted' };
    await sleep(policy.retryDelay, undefined, signal && { signal });
  }
}

function isFinal(status: number | undefined): boolean {
  return status !== undefined && status < 500 && status !== 429;
}

async function post(
  url: string,
  message: object,
  { timeout, contentType }: Required<DeliveryPolicy>,
  aborted?: AbortSignal,
): Promise<DeliveryAttempt> {
  const startedAt = performance.now();
  const deadline = AbortSignal.timeout(timeout);
  try {
    const response = await fetch(url, {
      ...snsRequest(message, contentType),
      redirect: 'manual',
      signal: aborted === undefined ? deadline : AbortSignal.any([deadline, aborted]),
    });
    await response.arrayBuffer();
    return { status: response.status, duration: performance.now() - startedAt };
  } catch (error) {
    return { error: error as Error, duration: performance.now() - startedAt };
  }
}
