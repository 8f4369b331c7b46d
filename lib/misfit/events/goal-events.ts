import type { AbstractClass } from '../../common/abstract-class.js';
import { BaseMisfitEvent, type MisfitEventFields } from '../base-event.js';

abstract class GoalEventOf<Action extends string> extends BaseMisfitEvent<'goals', Action> {
  constructor(action: Action, fields: MisfitEventFields, index: number) {
    super('goals', action, fields, index);
  }
}

/** A goal was created. @publicApi */
export class GoalCreated extends GoalEventOf<'created'> {
  constructor(fields: MisfitEventFields, index = 0) {
    super('created', fields, index);
  }
}

/** A goal was updated. @publicApi */
export class GoalUpdated extends GoalEventOf<'updated'> {
  constructor(fields: MisfitEventFields, index = 0) {
    super('updated', fields, index);
  }
}

/** A goal was deleted. @publicApi */
export class GoalDeleted extends GoalEventOf<'deleted'> {
  constructor(fields: MisfitEventFields, index = 0) {
    super('deleted', fields, index);
  }
}

/** A goal was created, updated or deleted. @publicApi */
export type GoalEvent = GoalCreated | GoalUpdated | GoalDeleted;

/** The class that all events of goals extend, for `instanceof` and decorated methods. @publicApi */
export const GoalEvent = GoalEventOf as AbstractClass<GoalEvent>;
