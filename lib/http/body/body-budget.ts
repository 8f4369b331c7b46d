/** Bytes of memory for all bodies that are arriving. */
const MIN_SIZE = 64 * 1024 * 1024;

/** Where `bodyLimit` is so large that fewer would fit, there is memory for so many. */
const MIN_BODIES = 4;

/** A body that is arriving. */
export interface BudgetedBody {
  /** Has it fail, and release what it holds. */
  giveWay(): void;
}

/**
 * The memory that all bodies share while they arrive. When it runs out, those that began first give
 * way to the others: a genuine body arrives within moments, so whoever keeps many open displaces
 * his own.
 */
export class BodyBudget {
  private readonly size: number;
  /** The bytes of each body; the oldest comes first. */
  private readonly bodies = new Map<BudgetedBody, number>();
  private held = 0;

  /** @param bodyLimit bytes that one body may have. */
  constructor(bodyLimit: number) {
    this.size = Math.max(MIN_SIZE, MIN_BODIES * bodyLimit);
  }

  /**
   * Notes how many bytes a body holds from now on.
   *
   * @returns false when it has had to give way itself.
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

  /** Notes that a body holds nothing any more. */
  release(body: BudgetedBody): void {
    this.held -= this.bodies.get(body) ?? 0;
    this.bodies.delete(body);
  }
}
