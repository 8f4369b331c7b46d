/**
 * Bounds an `LRUCache` to so many entries. Unlike its option `max`, this allocates none in advance:
 * for 25 000 entries that takes 4 ms and 0.5 MB at each start of an application.
 */
export function atMost(entries: number): { maxSize: number; sizeCalculation: () => number } {
  return { maxSize: entries, sizeCalculation: () => 1 };
}
