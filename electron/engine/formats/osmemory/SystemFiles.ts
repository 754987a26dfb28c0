// Files of /proc and of control groups, each alone or many in one text: under headings (`==> /proc/1/status <==` of head and
// tail), as `grep . memory.*` prints them (`memory.current:123`), or simply one after the other. Every line says by itself what
// it is, but for a single number, whose file name does. A line with a date between them is the time of what follows.
import { counted } from '../../../../shared/lib/counted.ts'
import type { CanonicalName, MemoryRegion, RegionSnapshot, SeriesKind } from '../../../../shared/records/index.ts'
import type { ReaderHints, ReaderOutput } from '../reader.ts'
import type { ScrapePlacer } from '../metrics/ScrapePlacer.ts'
import { noClock, ScrapeValues, type ScrapeClock } from '../metrics/ScrapePlacer.ts'
import type { SeriesTable } from '../metrics/SeriesTable.ts'
import { readTimeText } from '../metrics/times.ts'
import { greppedLine } from './greppedLine.ts'
import { RegionLines } from './RegionLines.ts'
import {
  SMAPS_NAMES,
  STATUS_NAMES,
  VALUE_FILES,
  flatKey,
  isUnlimited,
  versionOfFile,
  versionOfKey,
} from './systemNames.ts'

const HEADING = /^==> (?<path>.+) <==$/
const STATUS = /^(?<name>[A-Za-z]\w+):\t(?<value>.*)$/
const MEMINFO = /^(?<name>[A-Z]\w+(?:\(\w+\))?):\s+(?<kb>\d+)(?: kB)?$/
const FLAT = /^(?<key>[a-z][a-z0-9_]*) (?<value>\d+)$/
const SINGLE = /^(?<value>\d+|max|-1)$/
const STATM = /^\d+ \d+ \d+ \d+ 0 \d+ 0$/
const STATM_NAMES = ['size', 'resident', 'shared', 'text', 'lib', 'data', 'dt']
const LIMIT = /^(?<name>Max [a-z]+(?: [a-z]+)*)\s{2,}(?<soft>\S+)\s+(?<hard>\S+)(?:\s+(?<unit>\S+))?\s*$/
const PRESSURE =
  /^(?<who>some|full) avg10=(?<avg10>[\d.]+) avg60=(?<avg60>[\d.]+) avg300=(?<avg300>[\d.]+) total=(?<total>\d+)$/
/** Pages of statm are the kernel's; nothing in the file says how large. */
const PAGE = 4096
const REGION_BATCH = 1024

export type SystemVariant =
  'status' | 'smaps' | 'smaps_rollup' | 'maps' | 'statm' | 'limits' | 'meminfo' | 'cgroup-v1' | 'cgroup-v2'

interface Figure {
  name: string
  value: number
  unit: string
  kind?: SeriesKind
  canonical?: CanonicalName | null
}

export class SystemFiles {
  readonly variants = new Map<SystemVariant, number>()
  mappings = 0
  unread = 0
  firstUnreadLine = 0
  nameless = 0
  guessedPages = 0
  private readonly table: SeriesTable
  private readonly placer: ScrapePlacer
  private readonly output: ReaderOutput
  private readonly snapshots: { snapshot: RegionSnapshot; scrape: number }[] = []
  private listing: RegionLines | null = null
  private pending: MemoryRegion[] = []
  private readonly values = new ScrapeValues()
  private seen = new Set<number>()
  private clock: ScrapeClock = noClock()
  private scrape = 0
  private heading = ''
  private labels: Record<string, string> = {}

  constructor(table: SeriesTable, placer: ScrapePlacer, output: ReaderOutput, { name }: ReaderHints) {
    this.table = table
    this.placer = placer
    this.output = output
    placer.times = []
    if (name !== undefined && Object.hasOwn(VALUE_FILES, baseName(name))) this.heading = baseName(name)
  }

  line(text: string, line: number): void {
    if (this.regionLine(text)) return
    const heading = HEADING.exec(text)?.groups?.path
    if (heading !== undefined) {
      this.endListing()
      this.setHeading(heading)
      return
    }
    if (text.trim() === '') return
    if (this.figureLine(text)) return
    const grepped = greppedLine(text)
    if (grepped) {
      this.setHeading(grepped.path)
      if (this.figureLine(grepped.rest)) return
    }
    const time = readTimeText(text)
    if (time) {
      this.endScrape()
      this.clock.atMs = time.ms
      this.clock.errorMs = time.errorMs
      return
    }
    if (SINGLE.test(text)) this.nameless++
    else {
      this.unread++
      if (this.firstUnreadLine === 0) this.firstUnreadLine = line
    }
  }

  finish(): void {
    this.endListing()
    this.endScrape()
    if (this.nameless > 0)
      this.output.issue({
        severity: 'dataLoss',
        code: 'osmemory/nameless-value',
        message: `${counted(this.nameless, 'number stands', 'numbers stand')} alone, and nothing says of what: keep the file name (memory.current) or print it before the number (\`grep . memory.*\`).`,
        at: {},
        count: this.nameless,
      })
    if (this.unread > 0)
      this.output.issue({
        severity: 'note',
        code: 'osmemory/unknown-line',
        message: `${counted(this.unread, 'line belongs', 'lines belong')} to no file of /proc or of a control group that is read; the first is line ${this.firstUnreadLine}.`,
        at: { line: this.firstUnreadLine },
        count: this.unread,
      })
    if (this.guessedPages > 0)
      this.output.issue({
        severity: 'note',
        code: 'osmemory/page-size',
        message: 'statm counts pages; 4096 bytes each are taken, as nothing in it says how large they are.',
        at: {},
        count: this.guessedPages,
      })
  }

  /** After the placer has finished. */
  giveSnapshots(): void {
    if (this.snapshots.length === 0) return
    const times = this.placer.times ?? []
    this.output.regionSnapshots?.(
      this.snapshots.map(({ snapshot, scrape }) => {
        const at = times[scrape] ?? Number.NaN
        return { ...snapshot, atMs: Number.isNaN(at) ? null : at }
      }),
    )
  }

  // A line of a listing of mappings -------------------------------------------------------------------------------------------

  private regionLine(text: string): boolean {
    const isHeader = RegionLines.isHeader(text)
    if (this.listing !== null && isHeader && this.listing.isAfter(text)) this.endListing()
    if (this.listing === null) {
      if (!isHeader) return false
      this.listing = new RegionLines((region) => this.region(region))
    }
    if (this.listing.line(text)) return true
    if (text.trim() !== '') this.endListing()
    return false
  }

  private region(region: MemoryRegion): void {
    this.mappings++
    this.pending.push(region)
    if (this.pending.length >= REGION_BATCH) this.flushRegions()
  }

  private flushRegions(): void {
    if (this.pending.length === 0) return
    this.output.regions?.(this.snapshots.length, this.pending)
    this.pending = []
  }

  private endListing(): void {
    const { listing } = this
    if (listing === null) return
    this.listing = null
    listing.close()
    const { kind, sums } = listing
    this.count(kind)
    for (const [name, value] of sums) {
      if (name === 'Size') continue
      this.give({ name: `${kind}.${name}`, value, unit: 'bytes', canonical: SMAPS_NAMES[name] ?? null })
    }
    this.flushRegions()
    const ordinal = this.snapshots.length
    this.placer.beginScrape()
    this.snapshots.push({ snapshot: { ordinal, kind, atMs: null, regions: listing.regions }, scrape: this.scrape })
  }

  // Everything else -----------------------------------------------------------------------------------------------------------

  private figureLine(text: string): boolean {
    const status = STATUS.exec(text)?.groups
    if (status) return this.statusLine(status.name ?? '', (status.value ?? '').trimStart())
    const flat = FLAT.exec(text)?.groups
    if (flat) return this.flatLine(flat.key ?? '', Number(flat.value))
    const single = SINGLE.exec(text)?.groups
    if (single) return this.singleLine(single.value ?? '')
    if (STATM.test(text)) return this.statmLine(text)
    const limit = LIMIT.exec(text)?.groups
    if (limit) return this.limitLine(limit)
    if (/^Limit\s+Soft Limit\s+Hard Limit/.test(text)) return true
    const pressure = PRESSURE.exec(text)?.groups
    if (pressure) return this.pressureLine(pressure)
    const memory = MEMINFO.exec(text)?.groups
    return memory ? this.meminfoLine(memory.name ?? '', Number(memory.kb), text.endsWith(' kB')) : false
  }

  private statusLine(name: string, value: string): boolean {
    if (name === 'Name') {
      this.labels = { comm: value.trim().slice(0, 64) }
      this.count('status')
      return true
    }
    if (name === 'Pid') {
      this.labels = { ...this.labels, pid: value.trim() }
      return true
    }
    const kb = /^(\d+) kB$/.exec(value)?.[1]
    if (kb !== undefined)
      this.give({
        name: `status.${name}`,
        value: Number(kb) * 1024,
        unit: 'bytes',
        canonical: STATUS_NAMES[name] ?? null,
      })
    else if (name === 'Threads' || name.endsWith('ctxt_switches') || name === 'FDSize')
      this.give({
        name: `status.${name}`,
        value: Number(value),
        unit: 'count',
        kind: name.endsWith('switches') ? 'counter' : 'gauge',
        canonical: STATUS_NAMES[name] ?? null,
      })
    return true
  }

  private flatLine(key: string, value: number): boolean {
    const known = flatKey(key, this.heading)
    if (known === null) return false
    if (known.canonical === 'cgroup.limit' && isUnlimited(value)) return true
    this.leaveProcess()
    this.count(versionOfKey(key))
    this.give({
      name: `cgroup.${known.file}.${key}`,
      value,
      unit: known.unit,
      kind: known.isCounter ? 'counter' : 'gauge',
      canonical: known.canonical,
    })
    return true
  }

  private singleLine(text: string): boolean {
    const file = baseName(this.heading)
    const canonical = VALUE_FILES[file]
    if (canonical === undefined) return false
    this.leaveProcess()
    this.count(versionOfFile(file))
    const value = Number(text)
    // `max` and the largest number of pages: no limit is set.
    if (Number.isNaN(value) || value < 0 || (/limit|max$|high$/.test(file) && isUnlimited(value))) return true
    const isCount = /failcnt$|oom\.group$|swappiness$|hierarchy$|immigrate$/.test(file)
    this.give({ name: `cgroup.${file}`, value, unit: isCount ? 'count' : 'bytes', canonical })
    return true
  }

  private statmLine(text: string): boolean {
    this.count('statm')
    this.guessedPages++
    text.split(' ').forEach((pages, index) => {
      const name = STATM_NAMES[index] ?? ''
      if (name === 'lib' || name === 'dt') return
      const canonical = name === 'resident' ? 'process.rss' : name === 'size' ? 'process.virtual' : null
      this.give({ name: `statm.${name}`, value: Number(pages) * PAGE, unit: 'bytes', canonical })
    })
    return true
  }

  private limitLine({ name = '', soft = '', unit = '' }: Record<string, string>): boolean {
    this.count('limits')
    if (soft !== 'unlimited' && Number.isFinite(Number(soft)))
      this.give({ name: `limits.${name.trim()}`, value: Number(soft), unit: unit === 'bytes' ? 'bytes' : 'count' })
    return true
  }

  private pressureLine({ who = '', avg10, avg60, avg300, total }: Record<string, string>): boolean {
    this.leaveProcess()
    this.count('cgroup-v2')
    for (const [name, value] of Object.entries({ avg10, avg60, avg300 }))
      this.give({ name: `cgroup.memory.pressure.${who}.${name}`, value: Number(value), unit: 'percent' })
    this.give({
      name: `cgroup.memory.pressure.${who}.total`,
      value: Number(total) / 1e6,
      unit: 'seconds',
      kind: 'counter',
    })
    return true
  }

  private meminfoLine(name: string, number: number, isBytes: boolean): boolean {
    // A status whose tabs were lost on the way.
    if (isBytes && Object.hasOwn(STATUS_NAMES, name)) {
      if (name === 'VmRSS') this.count('status')
      return this.statusLine(name, `${number} kB`)
    }
    this.leaveProcess()
    this.count('meminfo')
    this.give({ name: `meminfo.${name}`, value: isBytes ? number * 1024 : number, unit: isBytes ? 'bytes' : 'count' })
    return true
  }

  private setHeading(path: string): void {
    this.heading = path
    const pid = /\/proc\/(\d+)\//.exec(path)?.[1]
    const group = /^(?<folder>.*)\/memory\.[\w.]+$/.exec(path)?.groups?.folder
    this.labels = { ...(group !== undefined && group !== '' && { group }), ...(pid !== undefined && { pid }) }
  }

  /** Figures of the container or the machine follow: they are not of the process before them. */
  private leaveProcess(): void {
    if ('comm' in this.labels) this.labels = {}
  }

  private count(variant: SystemVariant): void {
    this.variants.set(variant, (this.variants.get(variant) ?? 0) + 1)
  }

  private give({ name, value, unit, kind = 'gauge', canonical = null }: Figure): void {
    if (!Number.isFinite(value)) return
    const labels = this.labels
    const series = this.table.define({ name, labels, unit, kind, part: 'value', canonical, help: '' })
    if (this.seen.has(series)) this.endScrape()
    this.seen.add(series)
    this.placer.beginScrape()
    this.values.add(series, value)
  }

  private endScrape(): void {
    if (this.values.length === 0 && this.snapshots.every(({ scrape }) => scrape !== this.scrape)) return
    this.placer.add(this.values, this.clock)
    this.values.length = 0
    this.seen = new Set()
    this.clock = noClock()
    this.scrape++
  }
}

const baseName = (path: string): string => path.slice(path.lastIndexOf('/') + 1)
