export type {
  DeadLetterFilter,
  DeadLetterPage,
  DeadLetterStore,
  StoredDeadLetter,
  StoredError,
  UnreadableDeadLetter,
  UnreadableRecord,
} from './delivery/dead-letter-store.js';
export type { DeliveryContext, MisfitDelivery } from './delivery/delivery.interface.js';
export {
  DeadLettersUnsupportedError,
  DeliveryError,
  HandlersFailedError,
  HandlerTimeoutError,
  type DeliveryErrorCode,
} from './delivery/errors.js';
export type { AbstractClass } from './common/abstract-class.js';
export type { Awaitable } from './common/awaitable.js';
export type { IdempotencyStore, TaskClaim } from './in-process/idempotency-store.js';
export { MemoryIdempotencyStore } from './in-process/memory-idempotency-store.js';
export type { MemoryIdempotencyStoreOptions } from './in-process/memory-idempotency-store.options.js';
export {
  MisfitDeadLetters,
  type DeadLetter,
  type DeadLetterQuery,
  type ReadableDeadLetter,
  type ReplayOptions,
} from './delivery/misfit-dead-letters.js';
export { MisfitQueue } from './delivery/misfit-queue.js';
export type { QueueStatistics } from './delivery/queue-statistics.js';
export { RetryLater } from './delivery/retry-later.js';
export type { DurableDeliveryOptions } from './durable/durable-delivery.options.js';
export {
  CrashedJobError,
  HandlerMissingError,
  ReplayConflictError,
  UnreadableJobError,
} from './durable/errors.js';
export type { BackoffOptions } from './handlers/backoff-options.js';
export { DuplicateHandlerNameError } from './handlers/errors.js';
export type { EventHandler, HandlerRun } from './handlers/event-handler.js';
export type { MisfitHandlerOptions } from './handlers/handler-options.js';
export type { MisfitCode, MisfitRejectionCode } from './codes/codes.js';
export type { MisfitDeliveryRecord } from './bus/delivery-record.js';
export type {
  MisfitCompletion,
  MisfitFailure,
  MisfitRejection,
  RetryOutlook,
} from './bus/event-streams.js';
export type {
  DeliveryCheck,
  DeliveryInstrumentation,
  DeliveryRequest,
  HandlerTask,
  MisfitInstrumentation,
  OutgoingRequest,
} from './bus/instrumentation.js';
export { InstrumentationRegistry } from './bus/instrumentation-registry.js';
export { MisfitEventBus } from './bus/misfit-event-bus.js';
export { OnMisfitEvent } from './handlers/on-misfit-event.decorator.js';
export {
  EndpointTested,
  SubscriptionCancelled,
  SubscriptionConfirmed,
  SubscriptionPending,
  type MisfitSubscriptionEvent,
} from './bus/subscription-events.js';
export { DeliveryRefusedException } from './http/refusals/delivery-refused.exception.js';
export { BodyError, type BodyErrorCode } from './http/refusals/errors.js';
export { SnsSignatureGuard } from './http/route/sns-signature.guard.js';
export { VerifiedSnsMessage } from './http/route/verified-sns-message.decorator.js';
export { MisfitNotificationModule } from './misfit-notification.module.js';
export type { MisfitNotificationOptionsFactory } from './options/async-options.js';
export type { MisfitNotificationExtras } from './options/misfit-notification.extras.js';
export type { MisfitNotificationOptions } from './options/misfit-notification.options.js';
export { EndpointTestError, ForeignAppError, MalformedNotificationError } from './misfit/errors.js';
export type { MisfitEventFields } from './misfit/base-event.js';
export {
  MisfitEvent,
  type MisfitAction,
  type MisfitEventMap,
  type MisfitEventPattern,
  type MisfitResource,
} from './misfit/event-classes.js';
export {
  DeviceCreated,
  DeviceDeleted,
  DeviceEvent,
  DeviceUpdated,
} from './misfit/events/device-events.js';
export { GoalCreated, GoalDeleted, GoalEvent, GoalUpdated } from './misfit/events/goal-events.js';
export {
  ProfileCreated,
  ProfileDeleted,
  ProfileEvent,
  ProfileUpdated,
} from './misfit/events/profile-events.js';
export {
  SessionCreated,
  SessionDeleted,
  SessionEvent,
  SessionUpdated,
} from './misfit/events/session-events.js';
export {
  SleepCreated,
  SleepDeleted,
  SleepEvent,
  SleepUpdated,
} from './misfit/events/sleep-events.js';
export { UnknownMisfitEvent } from './misfit/events/unknown-event.js';
export type { NotificationInfo } from './misfit/notification-info.js';
export { MISFIT_TOPIC_ARNS } from './misfit/misfit-topics.js';
export { MisfitUpdate } from './misfit/misfit-update.js';
export type { MalformedUpdate, MisfitNotification } from './misfit/parse-updates.js';
export type { DeliveryHeaders } from './sns/delivery-headers.js';
export {
  CertificateUnavailableError,
  SnsVerificationError,
  SubscriptionConfirmationError,
  type RefusedMessage,
  type SnsVerificationErrorCode,
} from './sns/errors.js';
export type { Fetch } from './sns/fetch-bounded.js';
export type { SnsSignatureVersion } from './sns/signature.js';
export {
  SnsMessage,
  SnsNotification,
  SnsSubscriptionConfirmation,
  SnsUnsubscribeConfirmation,
} from './sns/sns-message.js';
export { SnsMessageVerifier, type SnsCheck } from './sns/sns-message-verifier.js';
export type { SnsMessageVerifierOptions } from './sns/sns-message-verifier.options.js';
export { MisfitNotificationOptionsError } from './validation/check-options.js';
