/**
 * Limits an `LRUCache` to a number of entries. Unlike its option `max`, this allocates no entry in
 * advance: 25 000 would take 4 ms and 0.5 MB at each start of an application.
 */
export function atMost(entries: number): { maxSize: number; sizeCalculation: () => number } {
  return { maxSize: entries, sizeCalculation: () => 1 };
}
