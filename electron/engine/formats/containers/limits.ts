// What containers of sources may hold. A container is unpacked as a stream and nothing of it becomes a file, so these bound time and
// memory; a real collection of logs and profiles is far below each of them.
import { FormatError } from '../FormatError.ts'

export interface ContainerLimits {
  /** Entries of one container, folders not counted. */
  maxEntries: number
  /** Bytes of an entry's name, folders included, and how many folders deep it may lie. */
  maxNameBytes: number
  maxDepth: number
  /** Unpacked size of one entry, and of all entries together. */
  maxEntryBytes: number
  maxTotalBytes: number
  /** All entries together over the container's own size; not looked at below freeBytes. */
  maxRatio: number
  freeBytes: number
  /** A zip inside another container needs its end first, so it is held in memory; larger ones are refused. */
  maxNestedZipBytes: number
}

export const CONTAINER_LIMITS: ContainerLimits = {
  maxEntries: 20_000,
  maxNameBytes: 1024,
  maxDepth: 32,
  maxEntryBytes: 16 * 2 ** 30,
  maxTotalBytes: 64 * 2 ** 30,
  maxRatio: 200,
  freeBytes: 256 * 2 ** 20,
  maxNestedZipBytes: 256 * 2 ** 20,
}

/** Counts what comes out of one container. */
export class Budget {
  entries = 0
  private total = 0
  private readonly limits: ContainerLimits
  private readonly containerBytes: number

  /** `containerBytes`: size of the container itself; infinite where nobody knows it (inside another one, which has its own budget). */
  constructor(limits: ContainerLimits, containerBytes: number) {
    this.limits = limits
    this.containerBytes = containerBytes
  }

  countEntry(name: string, offset: number): void {
    if (++this.entries > this.limits.maxEntries)
      throw new FormatError(
        'container/too-many',
        `The container has more than ${this.limits.maxEntries} entries; reading stopped at ${name}.`,
        { byte: offset },
      )
  }

  /** `entryBytes`: what came out of this entry so far, `added` of it just now. */
  count(name: string, entryBytes: number, added: number, offset: number): void {
    const { maxEntryBytes, maxTotalBytes, maxRatio, freeBytes } = this.limits
    this.total += added
    if (entryBytes > maxEntryBytes || this.total > maxTotalBytes)
      throw new FormatError('container/too-large', `${name} unpacks to more than may be read from a container.`, {
        byte: offset,
      })
    if (this.total > freeBytes && this.total > maxRatio * this.containerBytes)
      throw new FormatError(
        'container/bomb',
        `The container unpacks to more than ${maxRatio} times its size, at ${name}: a decompression bomb, not a collection of captures.`,
        { byte: offset },
      )
  }
}
