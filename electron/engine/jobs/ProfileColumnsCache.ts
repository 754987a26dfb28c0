import type { ProfileColumns, SourceId } from '../../../shared/records/index.ts'

/** Together; one larger profile is held alone. */
const MAX_BYTES = 96 * 1024 * 1024

/** Decoded profiles by source, the least recently asked dropped first. */
export class ProfileColumnsCache {
  private readonly held = new Map<SourceId, { columns: ProfileColumns; bytes: number }>()
  private bytes = 0
  private readonly load: (sourceId: SourceId) => ProfileColumns
  private readonly maxBytes: number

  constructor(load: (sourceId: SourceId) => ProfileColumns, maxBytes = MAX_BYTES) {
    this.load = load
    this.maxBytes = maxBytes
  }

  get(sourceId: SourceId): ProfileColumns {
    const known = this.held.get(sourceId)
    if (known) {
      // Maps keep the order of insertion: putting it in again makes it the newest.
      this.held.delete(sourceId)
      this.held.set(sourceId, known)
      return known.columns
    }
    const columns = this.load(sourceId)
    const bytes = approximateBytes(columns)
    for (const oldest of this.held.keys()) {
      if (this.bytes + bytes <= this.maxBytes) break
      this.drop(oldest)
    }
    this.held.set(sourceId, { columns, bytes })
    this.bytes += bytes
    return columns
  }

  clear(): void {
    this.held.clear()
    this.bytes = 0
  }

  private drop(sourceId: SourceId): void {
    this.bytes -= this.held.get(sourceId)?.bytes ?? 0
    this.held.delete(sourceId)
  }
}

/** Typed arrays exactly, strings with two bytes a character and their headers. */
function approximateBytes(columns: ProfileColumns): number {
  let bytes = columns.strings.reduce((sum, text) => sum + text.length * 2 + 32, 0)
  for (const value of Object.values(columns) as unknown[]) {
    if (ArrayBuffer.isView(value)) bytes += value.byteLength
  }
  return bytes + columns.values.reduce((sum, column) => sum + column.byteLength, 0)
}
