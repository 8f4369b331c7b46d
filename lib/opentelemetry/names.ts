/**
 * Names of the semantic conventions, version 1.45. Libraries copy those that are not stable yet, as
 * a minor version of the package with the constants may change them.
 *
 * @see https://opentelemetry.io/docs/specs/semconv/messaging/
 */
export const SEMCONV = {
  codeFunctionName: 'code.function.name',
  destinationName: 'messaging.destination.name',
  errorType: 'error.type',
  messageId: 'messaging.message.id',
  operationName: 'messaging.operation.name',
  operationType: 'messaging.operation.type',
  requestMethod: 'http.request.method',
  serverAddress: 'server.address',
  serverPort: 'server.port',
  statusCode: 'http.response.status_code',
  system: 'messaging.system.name',
  topicArn: 'aws.sns.topic.arn',
  url: 'url.full',
} as const;

/** What the semantic conventions do not have. */
export const MISFIT = {
  attempt: 'misfit.attempt',
  failureNext: 'misfit.failure.next',
  fetchPurpose: 'misfit.fetch.purpose',
  handler: 'misfit.handler',
  handlerOutcome: 'misfit.handler.outcome',
  isVerified: 'misfit.delivery.verified',
  deliveryOutcome: 'misfit.delivery.outcome',
  deliveryType: 'misfit.delivery.type',
  taskState: 'misfit.task.state',
  updateAction: 'misfit.update.action',
  updateId: 'misfit.update.id',
  updates: 'misfit.delivery.updates',
  updateType: 'misfit.update.type',
} as const;

/** Value of `error.type`, and of bounded attributes, for everything without a value of its own. */
export const OTHER = '_OTHER';

/** What the conventions require of each span and metric about the delivery of a message. */
export const DELIVER = { [SEMCONV.system]: 'aws.sns', [SEMCONV.operationName]: 'deliver' } as const;

/** The same about the work on a message. */
export const HANDLE = {
  [SEMCONV.system]: 'aws.sns',
  [SEMCONV.operationName]: 'handle',
  [SEMCONV.operationType]: 'process',
} as const;
