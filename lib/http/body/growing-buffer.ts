const FIRST_CAPACITY = 1_024;
const GROWTH = 4;

/**
 * Collects bytes in one buffer of at most 1 KiB, or four times the number of bytes if that is more.
 */
export class GrowingBuffer {
  private length = 0;
  private memory: Uint8Array = new Uint8Array();

  /**
   * @param expected announced number of bytes.
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
    // Many bodies come in one piece: it is kept, not copied.
    if (capacity === piece.length && isWhole(piece)) this.memory = piece;
    else this.copy(piece, capacity);
    this.length += piece.length;
  }

  contents(): Uint8Array {
    return this.memory.subarray(0, this.length);
  }

  private copy(piece: Uint8Array, capacity: number): void {
    if (capacity > this.capacity) {
      // Not from the pool: one body would keep a whole shared slab in memory.
      const memory = Buffer.allocUnsafeSlow(capacity);
      memory.set(this.contents());
      this.memory = memory;
    }
    this.memory.set(piece, this.length);
  }
}

/** With HTTP/2 or decompression, a piece is a part of a larger buffer that it would keep in memory. */
function isWhole({ byteLength, buffer }: Uint8Array): boolean {
  return byteLength === buffer.byteLength;
}
