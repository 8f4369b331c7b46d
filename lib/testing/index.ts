export { MissingPackageError } from '../common/missing-package.error.js';
export type { DeliveryAttempt, DeliveryPolicy, DeliveryRecord } from './delivery-agent.js';
export { MisfitSimulator } from './misfit-simulator.js';
export type { MisfitSimulatorOptions } from './misfit-simulator.options.js';
export { misfitEvent, misfitUpdate, type MisfitEventName } from './misfit-update.builder.js';
export type { SignedSnsMessage } from './signed-sns-message.js';
export type { NetworkRequest } from './simulated-network.js';
export { simulatorFetch, type SimulatorFetchOptions } from './simulator-fetch.js';
export type { SnsRequest } from './sns-request.js';
