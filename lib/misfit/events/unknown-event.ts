import { BaseMisfitEvent, type MisfitEventFields } from '../base-event.js';

/**
 * An update of a resource or an action that this version does not know. Only the pattern `'*'`
 * matches it.
 *
 * @publicApi
 */
export class UnknownMisfitEvent extends BaseMisfitEvent {
  constructor(type: string, action: string, fields: MisfitEventFields, index = 0) {
    super(type, action, fields, index);
  }
}
