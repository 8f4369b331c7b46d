/** Smallest budget for all arriving bodies together, in bytes. */
const MIN_SIZE = 64 * 1024 * 1024;

/** The budget holds at least this many bodies of the maximum size. */
const MIN_BODIES = 4;

/** A body that is arriving. */
export interface BudgetedBody {
  /** Fails this body and releases its memory. */
  giveWay(): void;
}

/**
 * The memory that all arriving bodies share. When it runs out, the oldest bodies fail first. A
 * genuine body arrives quickly, so an attacker who keeps many bodies open only loses those.
 */
export class BodyBudget {
  private readonly size: number;
  /** The bytes that each body holds, oldest body first. */
  private readonly bodies = new Map<BudgetedBody, number>();
  private held = 0;

  /** @param bodyLimit maximum size of one body, in bytes. */
  constructor(bodyLimit: number) {
    this.size = Math.max(MIN_SIZE, MIN_BODIES * bodyLimit);
  }

  /**
   * Sets the number of bytes that a body holds.
   *
   * @returns false if this body itself had to give way to others.
   */
  hold(body: BudgetedBody, bytes: number): boolean {
    this.held += bytes - (this.bodies.get(body) ?? 0);
    this.bodies.set(body, bytes);
    for (const oldest of this.bodies.keys()) {
      if (this.held <= this.size) break;
      oldest.giveWay();
    }
    return this.bodies.has(body);
  }

  /** Removes a body from the budget. */
  release(body: BudgetedBody): void {
    this.held -= this.bodies.get(body) ?? 0;
    this.bodies.delete(body);
  }
}
