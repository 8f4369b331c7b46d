import { randomBytes, randomUUID } from 'node:crypto';
import { classesMatching } from '../misfit/event-pattern.js';
import type { MisfitEventFields } from '../misfit/base-event.js';
import type { MisfitAction, MisfitEventMap, MisfitResource } from '../misfit/event-classes.js';
import type { MisfitUpdate } from '../misfit/misfit-update.js';
import { RESOURCE_TOPIC_ARN } from './topics.js';

/**
 * A resource and an action, such as `'goals.updated'`.
 *
 * @publicApi
 */
export type MisfitEventName = `${MisfitResource}.${MisfitAction}`;

/**
 * An update as Misfit sends it. Unless `overrides` say otherwise, `id` and `ownerId` are random,
 * and `updatedAt` is now.
 *
 * @example
 * misfitUpdate('goals.updated', { ownerId: 'ada' });
 *
 * @publicApi
 */
export function misfitUpdate(
  name: MisfitEventName = 'goals.updated',
  overrides: Partial<MisfitUpdate> = {},
): MisfitUpdate {
  const [type, action] = name.split('.') as [string, string];
  return { type, action, id: objectId(), ownerId: objectId(), updatedAt: now(), ...overrides };
}

/**
 * An event for calling a handler in a unit test. Unless `overrides` say otherwise, all ids are
 * random and all times are now.
 *
 * @example
 * await listener.onGoal(misfitEvent('goals.updated', { ownerId: 'ada' }));
 *
 * @publicApi
 */
export function misfitEvent<Name extends MisfitEventName>(
  name: Name,
  overrides: Partial<MisfitEventFields> = {},
): MisfitEventMap[Name] {
  const { id, ownerId } = { id: objectId(), ownerId: objectId(), ...overrides };
  const updatedAt = overrides.updatedAt ?? new Date();
  const fields: MisfitEventFields = {
    id,
    ownerId,
    updatedAt,
    raw: misfitUpdate(name, { id, ownerId, updatedAt: updatedAt.toISOString() }),
    notification: {
      messageId: randomUUID(),
      topicArn: RESOURCE_TOPIC_ARN,
      timestamp: new Date(),
    },
    ...overrides,
  };
  const [EventClass] = classesMatching(name) as unknown as [
    new (fields: MisfitEventFields) => MisfitEventMap[Name],
  ];
  return new EventClass(fields);
}

function objectId(): string {
  return randomBytes(12).toString('hex');
}

function now(): string {
  return new Date().toISOString();
}
