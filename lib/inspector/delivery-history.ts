import type { MisfitEvent } from '../misfit/event-classes.js';
import { MessageEvents } from './message-events.js';
import type { DeliveryView, TaskView } from './page/records.js';

/** A delivery, and when it changed last. */
interface KeptDelivery {
  readonly view: Omit<DeliveryView, 'events'>;
  revision: number;
}

/** A notification can be delivered several times. */
interface KeptMessage {
  readonly events: MessageEvents;
  /** Those that are kept, oldest first. */
  readonly deliveries: KeptDelivery[];
}

/** The latest deliveries with the events of their notifications: at most `keep` of each. */
export class DeliveryHistory {
  private readonly deliveries: KeptDelivery[] = [];
  private readonly messages = new Map<string, KeptMessage>();
  private lastId = 0;

  /** Grows with each change. */
  revision = 0;

  constructor(readonly keep: number) {}

  /** Whether anything of a message is kept. */
  knows(messageId: string): boolean {
    return this.messages.has(messageId);
  }

  /** Whether events of a message are kept, but none of its deliveries. */
  awaitsDelivery(messageId: string): boolean {
    return this.messages.get(messageId)?.deliveries.length === 0;
  }

  addDelivery(view: Omit<DeliveryView, 'id' | 'events'>): void {
    const delivery = { view: { id: ++this.lastId, ...view }, revision: ++this.revision };
    this.deliveries.push(delivery);
    const messageId = messageIdOf(view);
    if (messageId !== undefined) this.message(messageId).deliveries.push(delivery);
    if (this.deliveries.length <= this.keep) return;
    this.forget(this.deliveries.shift() as KeptDelivery);
  }

  addEvent(event: MisfitEvent): void {
    this.change(event, (events) => events.add(event));
  }

  /** Records the latest run of a handler. */
  setTask(event: MisfitEvent, task: TaskView): void {
    this.change(event, (events) => events.setTask(event, task));
  }

  /**
   * Deliveries that have changed after a revision, the earliest change first.
   *
   * @param limit maximum number of deliveries.
   * @returns also the revision to continue from.
   */
  changesAfter(
    revision: number,
    limit = Infinity,
  ): { readonly deliveries: DeliveryView[]; readonly revision: number } {
    const changed = this.deliveries.filter((delivery) => delivery.revision > revision);
    changed.sort((one, other) => one.revision - other.revision);
    const part = changed.slice(0, limit);
    return {
      deliveries: part.map(({ view }) => ({ ...view, events: this.eventsOf(view) })),
      revision: part.length < changed.length ? part.at(-1)!.revision : this.revision,
    };
  }

  private eventsOf(view: KeptDelivery['view']): DeliveryView['events'] {
    const messageId = messageIdOf(view);
    const message = messageId === undefined ? undefined : this.messages.get(messageId);
    return message?.events.views() ?? [];
  }

  private change(event: MisfitEvent, apply: (events: MessageEvents) => void): void {
    const { events, deliveries } = this.message(event.notification.messageId);
    apply(events);
    // Each has its own: a part of the changes ends between two deliveries.
    for (const delivery of deliveries) delivery.revision = ++this.revision;
  }

  /** In process, handlers run before the delivery is answered, and so before it is known. */
  private message(id: string): KeptMessage {
    const known = this.messages.get(id);
    if (known !== undefined) return known;
    const message: KeptMessage = { events: new MessageEvents(), deliveries: [] };
    this.messages.set(id, message);
    if (this.messages.size > this.keep) {
      this.messages.delete(this.messages.keys().next().value as string);
    }
    return message;
  }

  private forget(delivery: KeptDelivery): void {
    const messageId = messageIdOf(delivery.view);
    const message = messageId === undefined ? undefined : this.messages.get(messageId);
    // The message may have been forgotten before, and have come again.
    if (message?.deliveries[0] === delivery) message.deliveries.shift();
  }
}

/** A forged message can claim the id of a genuine one: it is not to show that one's events. */
function messageIdOf({
  isVerified,
  messageId,
}: Pick<DeliveryView, 'isVerified' | 'messageId'>): string | undefined {
  return isVerified ? messageId : undefined;
}
