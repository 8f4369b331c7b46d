export { MisfitOpenTelemetryModule } from './misfit-open-telemetry.module.js';
export type { MisfitOpenTelemetryOptions } from './misfit-open-telemetry.options.js';
