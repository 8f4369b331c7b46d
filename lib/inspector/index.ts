export { MisfitInspectorModule } from './misfit-inspector.module.js';
export type {
  InspectorSimulator,
  InspectorTestUpdate,
  MisfitInspectorOptions,
} from './misfit-inspector.options.js';
