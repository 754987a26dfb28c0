// /proc/<pid>/maps, smaps and smaps_rollup: a line per mapping,
//   c000000000-c004000000 rw-p 00000000 00:00 0                              [anon: Go: heap]
// and in smaps figures below it (`Rss:   1234 kB`). Which figures there are depends on the kernel; unknown ones are skipped.
import type { MemoryRegion, RegionFigure } from '../../../../shared/records/index.ts'

const HEADER =
  /^(?<start>[0-9a-f]{6,16})-(?<end>[0-9a-f]{6,16}) (?<permissions>[r-][w-][x-][sp-]) [0-9a-f]+ [0-9a-f]+:[0-9a-f]+ \d+(?:\s+(?<path>\S.*)?)?$/
const FIGURE = /^(?<name>[A-Z]\w+):\s+(?<kb>\d+) kB$/
const REST = /^(?:THPeligible|VmFlags|ProtectionKey):/

const FIGURES: Readonly<Record<string, RegionFigure>> = {
  Size: 'size',
  Rss: 'rss',
  Pss: 'pss',
  Private_Clean: 'private',
  Private_Dirty: 'private',
  Shared_Clean: 'shared',
  Shared_Dirty: 'shared',
  Anonymous: 'anonymous',
  LazyFree: 'lazyFree',
  AnonHugePages: 'hugePages',
  Swap: 'swap',
  Locked: 'locked',
}

/** The parts of a mapping's line; null where it is none, or ends before it begins. */
function headerOf(text: string): Record<string, string> | null {
  const groups = HEADER.exec(text)?.groups
  if (groups === undefined) return null
  const { start = '', end = '' } = groups
  return start.padStart(16, '0') < end.padStart(16, '0') ? groups : null
}

/** Sums over all mappings of a listing, bytes, under the kernel's names. */
export type RegionSums = Map<string, number>

export type RegionListingKind = 'smaps' | 'smaps_rollup' | 'maps'

/** One listing while it is read. */
export class RegionLines {
  readonly sums: RegionSums = new Map()
  regions = 0
  private current: MemoryRegion | null = null
  private hasFigures = false
  private isRollup = false
  private readonly give: (region: MemoryRegion) => void

  constructor(give: (region: MemoryRegion) => void) {
    this.give = give
  }

  get kind(): RegionListingKind {
    if (this.isRollup) return 'smaps_rollup'
    return this.hasFigures ? 'smaps' : 'maps'
  }

  static isHeader(text: string): boolean {
    return headerOf(text) !== null
  }

  /** True where the line belongs to the listing. */
  line(text: string): boolean {
    const groups = headerOf(text)
    if (groups !== null) {
      this.close()
      this.begin(groups)
      return true
    }
    if (this.current === null) return false
    const figure = FIGURE.exec(text)?.groups
    if (figure === undefined) return REST.test(text)
    const bytes = Number(figure.kb) * 1024
    const name = figure.name ?? ''
    this.hasFigures = true
    // The sizes of pages are no sums.
    if (!name.endsWith('PageSize')) this.sums.set(name, (this.sums.get(name) ?? 0) + bytes)
    const field = FIGURES[name]
    if (field !== undefined)
      this.current[field] = field === 'size' || Number.isNaN(this.current[field]) ? bytes : this.current[field] + bytes
    return true
  }

  /** Gives the last mapping. */
  close(): void {
    if (this.current === null) return
    this.regions++
    this.give(this.current)
    this.current = null
  }

  /** The next mapping begins before this one: another listing begins. */
  isAfter(text: string): boolean {
    const start = headerOf(text)?.start
    if (start === undefined || this.lastStart === '') return false
    return start.padStart(16, '0') <= this.lastStart
  }

  private lastStart = ''

  private begin(groups: Record<string, string>): void {
    const { start = '', end = '', permissions = '', path = '' } = groups
    this.lastStart = start.padStart(16, '0')
    if (path === '[rollup]') this.isRollup = true
    const unknown = Number.NaN
    this.current = {
      start,
      end,
      permissions,
      path: path.trim(),
      size: this.isRollup ? unknown : Number(BigInt(`0x${end}`) - BigInt(`0x${start}`)),
      rss: unknown,
      pss: unknown,
      private: unknown,
      shared: unknown,
      anonymous: unknown,
      lazyFree: unknown,
      hugePages: unknown,
      swap: unknown,
      locked: unknown,
    }
  }
}
