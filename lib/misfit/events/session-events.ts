import type { AbstractClass } from '../../common/abstract-class.js';
import { BaseMisfitEvent, type MisfitEventFields } from '../base-event.js';

abstract class SessionEventOf<Action extends string> extends BaseMisfitEvent<'sessions', Action> {
  constructor(action: Action, fields: MisfitEventFields, index: number) {
    super('sessions', action, fields, index);
  }
}

/** A session was created. @publicApi */
export class SessionCreated extends SessionEventOf<'created'> {
  constructor(fields: MisfitEventFields, index = 0) {
    super('created', fields, index);
  }
}

/** A session was updated. @publicApi */
export class SessionUpdated extends SessionEventOf<'updated'> {
  constructor(fields: MisfitEventFields, index = 0) {
    super('updated', fields, index);
  }
}

/** A session was deleted. @publicApi */
export class SessionDeleted extends SessionEventOf<'deleted'> {
  constructor(fields: MisfitEventFields, index = 0) {
    super('deleted', fields, index);
  }
}

/** A session was created, updated or deleted. @publicApi */
export type SessionEvent = SessionCreated | SessionUpdated | SessionDeleted;

/** The class that all events of sessions extend, for `instanceof` and decorated methods. @publicApi */
export const SessionEvent = SessionEventOf as AbstractClass<SessionEvent>;
