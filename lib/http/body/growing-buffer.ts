const FIRST_CAPACITY = 1_024;
const GROWTH = 4;

/**
 * Collects bytes in one buffer of at most 1 KiB, or four times the number of bytes if that is more.
 */
export class GrowingBuffer {
  private length = 0;
  private memory = Buffer.alloc(0);

  /**
   * @param expected number of bytes that the request announces.
   * @param maximum maximum number of bytes.
   */
  constructor(
    private readonly expected: number,
    private readonly maximum: number,
  ) {}

  get capacity(): number {
    return this.memory.length;
  }

  /** The capacity after appending this number of bytes. */
  capacityFor(bytes: number): number {
    const needed = this.length + bytes;
    if (needed <= this.capacity) return this.capacity;
    const roomy = Math.max(FIRST_CAPACITY, needed, this.capacity * GROWTH);
    return Math.min(roomy, needed <= this.expected ? this.expected : this.maximum);
  }

  append(piece: Uint8Array): void {
    const capacity = this.capacityFor(piece.length);
    if (capacity > this.capacity) {
      // Not from the pool: one body would keep a whole shared slab in memory.
      const memory = Buffer.allocUnsafeSlow(capacity);
      memory.set(this.contents());
      this.memory = memory;
    }
    this.memory.set(piece, this.length);
    this.length += piece.length;
  }

  contents(): Buffer {
    return this.memory.subarray(0, this.length);
  }
}
