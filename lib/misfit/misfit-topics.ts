/** The account that Misfit publishes from, in the only region that it uses. */
const MISFIT_TOPIC_PREFIX = 'arn:aws:sns:us-east-1:819895241319';

/**
 * Every topic of Misfit's account: the default of `topicArns`. Updates come from `resource-tp1`.
 *
 * @publicApi
 */
export const MISFIT_TOPIC_ARNS: readonly string[] = [`${MISFIT_TOPIC_PREFIX}:*`];

/** The topic that Misfit names when its developer portal tests an endpoint. */
export const ENDPOINT_TEST_TOPIC_ARN = `${MISFIT_TOPIC_PREFIX}:test`;
