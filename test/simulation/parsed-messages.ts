import {
  GoalUpdated,
  type EventHandler,
  type MisfitEvent,
  type MisfitNotification,
} from 'nestjs-misfit-notification';
import { tasksOf, type EventTasks } from '../../lib/in-process/event-tasks.js';
import type { Attempt, Task } from './attempt.js';
import type { MessagePlan } from './scenario.js';

interface ParsedMessage {
  readonly attempt: Attempt;
  readonly notification: MisfitNotification;
}

/** Each delivery has events of its own, by which it is known what is done for which delivery. */
export class ParsedMessages {
  private readonly attempts = new WeakMap<object, Attempt>();
  private readonly deliveries = new Map<string, number>();

  readonly attemptOf = (event: MisfitEvent): Attempt => {
    const attempt = this.attempts.get(event.raw);
    if (attempt === undefined) throw new Error(`${event.id} is no delivery's`);
    return attempt;
  };

  keysOf(plan: MessagePlan, handlersOf: (event: MisfitEvent) => readonly EventHandler[]): string[] {
    return tasksOf(notificationOf(plan), { handlersOf }).flatMap(({ keys }) => keys);
  }

  parse(
    plan: MessagePlan,
    circumstances: Pick<Attempt, 'process' | 'timeout' | 'receivedAt'>,
    handlersOf: (event: MisfitEvent) => readonly EventHandler[],
  ): ParsedMessage {
    const notification = notificationOf(plan);
    const number = (this.deliveries.get(plan.id) ?? 0) + 1;
    this.deliveries.set(plan.id, number);
    const tasks = tasksOf(notification, { handlersOf });
    const attempt: Attempt = {
      ...circumstances,
      name: `${plan.id}#${number}`,
      messageId: plan.id,
      tasks: new Map(tasks.flatMap(byKey)),
      claim: undefined,
      work: new Map(),
      published: new Set(),
      answeredAt: undefined,
    };
    for (const event of notification.events) if (event) this.attempts.set(event.raw, attempt);
    return { attempt, notification };
  }
}

function byKey({ event, handlers, keys }: EventTasks): [string, Task][] {
  return handlers.map((handler, index) => [keys[index] ?? '', { event, handler }]);
}

function notificationOf({ id, owners }: MessagePlan): MisfitNotification {
  const info = {
    messageId: id,
    topicArn: 'arn:aws:sns:us-east-1:819895241319:simulated',
    timestamp: new Date(0),
  };
  const events = owners.map((ownerId, index) => {
    if (ownerId === undefined) return undefined;
    const raw = { type: 'goals', action: 'updated', id: `${id}.${index}`, ownerId, updatedAt: '' };
    const { timestamp: updatedAt } = info;
    return new GoalUpdated({ id: raw.id, ownerId, updatedAt, raw, notification: info }, index);
  });
  return { info, events, malformed: [] };
}
