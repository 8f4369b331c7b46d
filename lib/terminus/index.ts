export type { MisfitHealthOptions } from './misfit-health.options.js';
export { MisfitNotificationHealthIndicator } from './misfit-notification.health.js';
