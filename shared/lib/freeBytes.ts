/**
 * Gives the memory of these bytes back at once: nobody may have anything else in the same memory, nor use them from here on. For megabytes that are
 * made and done with many times a second: the collector is set off by them, and takes longer than the work. Small ones may lie in memory that
 * others use (Node keeps a pool), and are left to the collector.
 */
export function freeBytes({ buffer }: Uint8Array): void {
  if (buffer instanceof ArrayBuffer && buffer.byteLength >= LEAST) buffer.transfer(0)
}
const LEAST = 262_144
