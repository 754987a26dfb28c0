// The memory map at the end of a legacy profile: lines of /proc/self/maps, or `400000-fcb000: /path`; `name=value` lines define
// what `$name` stands for in those below. Only executable mappings count.
import type { LegacyMapping } from './LegacyBuilder.ts'

const FULL = /^\s*([0-9a-f]+)-([0-9a-f]+)\s+([-rwxp]+)\s+([0-9a-f]+)\s+[0-9a-f]+:[0-9a-f]+\s+\d+(?:\s+(\S+))?/
const BRIEF = /^\s*([0-9a-f]+)-([0-9a-f]+):?(?:\s+([-rwxp]{4}))?\s+(\S+)(?:\s.*@\s*([0-9a-f]+))?/
const MAX_MAPPINGS = 65_536

export class MappingLines {
  private readonly names = new Map<string, string>()
  private count = 0

  /** The mapping of a line, or none. */
  line(text: string): LegacyMapping[] {
    let own = text
    for (const [name, value] of this.names) own = own.replaceAll(name, value)
    const full = FULL.exec(own)
    if (full) {
      const [, start = '0', limit = '0', permissions = '', offset = '0', file = ''] = full
      return permissions.includes('x') ? this.take(start, limit, offset, file) : []
    }
    const brief = BRIEF.exec(own)
    if (brief) {
      const [, start = '0', limit = '0', permissions, file = '', offset = '0'] = brief
      return permissions === undefined || permissions.includes('x') ? this.take(start, limit, offset, file) : []
    }
    const attribute = /^\s*([^=\s]+)\s*=(.*)$/s.exec(own)
    if (attribute && this.names.size < 64) this.names.set(`$${attribute[1]}`, (attribute[2] ?? '').trim())
    return []
  }

  private take(start: string, limit: string, offset: string, file: string): LegacyMapping[] {
    if (start.length > 16 || limit.length > 16 || offset.length > 16 || ++this.count > MAX_MAPPINGS) return []
    return [{ start: BigInt(`0x${start}`), limit: BigInt(`0x${limit}`), offset: BigInt(`0x${offset}`), file }]
  }
}
