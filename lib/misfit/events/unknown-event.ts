import { BaseMisfitEvent, type MisfitEventFields } from '../base-event.js';

/**
 * An update of a resource or an action that this version does not know. Seen by `'*'` only.
 *
 * @publicApi
 */
export class UnknownMisfitEvent extends BaseMisfitEvent {
  constructor(type: string, action: string, fields: MisfitEventFields, index = 0) {
    super(type, action, fields, index);
  }
}
