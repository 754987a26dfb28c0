import { randomUUID } from 'node:crypto'
import type { DataRef } from '../../shared/contract/caseCalls.ts'
import { freeBytes } from '../../shared/lib/freeBytes.ts'

/** A window that asks for a chart fetches its bytes at once; what nobody fetched is dropped after this time. */
const KEEP_MS = 60_000
/** Together; the oldest go first. */
const MAX_BYTES = 256 * 1024 * 1024

/** Large answers waiting to be fetched once through `/data/<id>`. */
export class DataStore {
  private readonly waiting = new Map<string, { bytes: Uint8Array; isOwn: boolean; timer: NodeJS.Timeout }>()
  private held = 0
  private readonly keepMs: number
  private readonly maxBytes: number

  constructor(keepMs = KEEP_MS, maxBytes = MAX_BYTES) {
    this.keepMs = keepMs
    this.maxBytes = maxBytes
  }

  /**
   * Keeps `bytes` (not copied) until they are taken, a minute has passed, or newer answers need the room. `isOwn`: nothing else lies in their memory.
   */
  put(bytes: Uint8Array, isOwn = false): DataRef {
    for (const id of this.waiting.keys()) {
      if (this.held + bytes.byteLength <= this.maxBytes) break
      this.take(id)
    }
    const id = randomUUID()
    const timer = setTimeout(() => this.take(id), this.keepMs)
    timer.unref()
    this.waiting.set(id, { bytes, isOwn, timer })
    this.held += bytes.byteLength
    return { id, byteLength: bytes.byteLength }
  }

  /** The bytes, once; null for an id that was read, dropped, or never given. */
  take(id: string): Uint8Array | null {
    return this.remove(id)?.bytes ?? null
  }

  /** As `take`, for a `to` that copies them before it returns: their memory is given back when nobody else has a part of it. */
  send(id: string, to: (bytes: Uint8Array | null) => void): void {
    const entry = this.remove(id)
    to(entry?.bytes ?? null)
    if (entry?.isOwn) freeBytes(entry.bytes)
  }

  private remove(id: string): { bytes: Uint8Array; isOwn: boolean } | null {
    const entry = this.waiting.get(id)
    if (!entry) return null
    clearTimeout(entry.timer)
    this.waiting.delete(id)
    this.held -= entry.bytes.byteLength
    return entry
  }

  clear(): void {
    for (const id of this.waiting.keys()) this.take(id)
  }
}
