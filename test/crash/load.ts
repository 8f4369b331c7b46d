import { setTimeout as sleep } from 'node:timers/promises';
import type { MisfitUpdate } from 'nestjs-misfit-notification';
import { MisfitSimulator, misfitUpdate } from 'nestjs-misfit-notification/testing';

/** Deliveries in progress at once. */
const LANES = 12;

/**
 * Delivers messages, each again and again until it is answered 200, as SNS does, and remembers what
 * has to become of those that were.
 */
export class Load {
  readonly simulator = new MisfitSimulator({ retries: 0 });

  /** The jobs of accepted messages, `message.index.handler`. */
  readonly jobs = new Set<string>();

  /** Jobs that must run one after the other. */
  readonly neighbours: [string, string][] = [];

  accepted = 0;
  private isOver = false;
  private lanes: Promise<unknown> | undefined;
  private onDelivery: () => void = () => {};

  /** @param url where the application listens now, if it does. */
  constructor(private readonly url: () => string | undefined) {}

  start(): void {
    this.lanes = Promise.all(Array.from({ length: LANES }, () => this.deliver()));
  }

  /** Resolves when a delivery has just been sent. */
  nextDelivery(): Promise<void> {
    return new Promise((resolve) => (this.onDelivery = resolve));
  }

  /** Resolves when every message that was begun is accepted. */
  async stop(): Promise<void> {
    this.isOver = true;
    await this.lanes;
  }

  /** Gives up what is not accepted yet. */
  abandon(): void {
    this.isOver = true;
  }

  private async deliver(): Promise<void> {
    while (!this.isOver) {
      const count = 1 + Math.floor(Math.random() * 3);
      const updates = Array.from({ length: count }, (_, index) =>
        misfitUpdate(index === 1 ? 'sleeps.updated' : 'goals.updated', {
          id: String(index),
          ...(Math.random() < 0.5 && { ownerId: 'ada' }),
        }),
      );
      const message = this.simulator.notification(updates);
      while (!(await this.isAccepted(message))) await sleep(20);
      this.accepted++;
      this.expect(message.MessageId, updates);
      await sleep(Math.random() * 100);
    }
  }

  private async isAccepted(message: object): Promise<boolean> {
    const url = this.url();
    if (url === undefined) return false;
    const answer = this.simulator.send(url, message);
    this.onDelivery();
    return (await answer).status === 200;
  }

  private expect(messageId: string, updates: readonly MisfitUpdate[]): void {
    const last = new Map<string, string>();
    for (const { id, type, ownerId } of updates) {
      for (const handler of type === 'goals' ? ['all', 'goals'] : ['all']) {
        const job = `${messageId}.${id}.${handler}`;
        const chain = `${handler} ${ownerId}`;
        this.jobs.add(job);
        if (last.has(chain)) this.neighbours.push([last.get(chain)!, job]);
        last.set(chain, job);
      }
    }
  }
}
