import type {
  IdempotencyStore,
  MisfitDelivery,
  MisfitEvent,
  MisfitNotification,
} from 'nestjs-misfit-notification';
import { InProcessDelivery } from '../../lib/in-process/in-process-delivery.js';
import type { TaskBackoff } from '../../lib/in-process/task-backoff.js';
import type { WrapDelivery } from './simulated-process.js';

export interface BrokenDelivery {
  readonly wrap: WrapDelivery;
  /** The invariant that suffers. */
  readonly breaks: string;
}

function deliveryWith(
  breaks: string,
  broken: (delivery: MisfitDelivery) => Partial<MisfitDelivery>,
): BrokenDelivery {
  const wrap: WrapDelivery = (delivery) => ({
    start: (context) => delivery.start(context),
    accept: (notification, timeout) => delivery.accept(notification, timeout),
    stop: () => delivery.stop(),
    ...broken(delivery),
  });
  return { wrap, breaks };
}

/** The real one on a store of which some answers are made up. */
function onStore(
  breaks: string,
  broken: (store: IdempotencyStore) => Partial<IdempotencyStore>,
): BrokenDelivery {
  const wrap: WrapDelivery = (_, store) =>
    new InProcessDelivery({
      claim: (...args) => store.claim(...args),
      renew: (...args) => store.renew(...args),
      complete: (...args) => store.complete(...args),
      release: (...args) => store.release(...args),
      ...broken(store),
    });
  return { wrap, breaks };
}

/** The real one that remembers failed tasks in another way. */
function withBackoff(breaks: string, backoff: Partial<TaskBackoff>): BrokenDelivery {
  const wrap: WrapDelivery = (_, store) => {
    const delivery = new InProcessDelivery(store);
    Object.assign(delivery['backoff'], backoff);
    return delivery;
  };
  return { wrap, breaks };
}

function withoutOwners({ events, ...notification }: MisfitNotification): MisfitNotification {
  const disowned = events.map(
    (event) => event && (Object.create(event, { ownerId: { value: event.id } }) as MisfitEvent),
  );
  return { ...notification, events: disowned };
}

/** Each breaks one promise of the delivery. */
export const BROKEN_DELIVERIES: Readonly<Record<string, BrokenDelivery>> = {
  'answers before the work is done': deliveryWith(
    '200 means that all is done and recorded',
    (delivery) => ({
      accept: (notification, timeout) => {
        void Promise.resolve(delivery.accept(notification, timeout)).catch(() => undefined);
      },
    }),
  ),
  'answers 200 when a handler has failed': deliveryWith(
    '200 means that all is done and recorded',
    (delivery) => ({
      accept: async (notification, timeout) => {
        try {
          await delivery.accept(notification, timeout);
        } catch (error) {
          if ((error as { code?: unknown }).code !== 'HANDLER_FAILED') throw error;
        }
      },
    }),
  ),
  'answers what nobody expects': deliveryWith(
    'each refusal is one of the documented',
    (delivery) => ({
      accept: async (notification, timeout) => {
        try {
          await delivery.accept(notification, timeout);
        } catch {
          throw new TypeError('something is not a function');
        }
      },
    }),
  ),
  'waits for twice as long': deliveryWith('each answer comes in time', (delivery) => ({
    accept: (notification, timeout) => delivery.accept(notification, 2 * timeout),
  })),
  'does not care whose updates they are': deliveryWith(
    "an owner's updates run in their order",
    (delivery) => ({
      accept: (notification, timeout) => delivery.accept(withoutOwners(notification), timeout),
    }),
  ),
  'shows events whenever they are delivered': deliveryWith(
    'observers see each event once',
    (delivery) => {
      let show: ((event: MisfitEvent) => void) | undefined;
      return {
        start: (context) => {
          show = (event) => context.publish(event);
          return delivery.start(context);
        },
        accept: (notification, timeout) => {
          for (const event of notification.events) if (event !== undefined) show?.(event);
          return delivery.accept(notification, timeout);
        },
      };
    },
  ),
  'takes on what comes while it stops': deliveryWith('nothing starts after the end', () => ({
    stop: () => undefined,
  })),
  'never comes to its end': deliveryWith('it stops in time', (delivery) => ({
    stop: () => Promise.all([delivery.stop(), new Promise(() => {})]).then(() => undefined),
  })),
  'does not record what is done': onStore('200 means that all is done and recorded', () => ({
    complete: () => undefined,
  })),
  'does not renew its leases': onStore('no lease is lost without a reason', () => ({
    renew: () => undefined,
  })),
  'runs what keeps failing without a pause': withBackoff('what keeps failing runs after a pause', {
    pausedTasks: () => undefined,
  }),
  'pauses what has not failed': withBackoff('only what keeps failing is paused', {
    pausedTasks: () => new Set(['0:Goals.onGoal']),
  }),
  'asks for leases that outlast everything': onStore(
    'when all is calm, all can be done',
    (store) => ({
      claim: (messageId, tasks) => store.claim(messageId, tasks, 24 * 60 * 60 * 1000),
    }),
  ),
};
