// Profiles in the legacy text forms, line by line (facts/pprof.md 4; the rules of pprof's own reader, profile/legacy_profile.go
// and legacy_java_profile.go): Go's `?debug=1` heap, block, mutex, threadcreate and custom profiles, gperftools' heapz, growthz,
// contentionz, threadz, and Java's contentionz. Goroutine texts are another reader's.
//
// Values are raw samples. Heap: each record is scaled by 1 / (1 − exp(−size / rate)), as the runtime does for protobuf:
//   `40: 1638400 [411: 16834560] @ 0x4d63c6 …` at rate 524288: average 40960 bytes, factor 13.3 → 532 objects of 21.8 MB in use.
// Contention: cycles become ns. Mutex texts of Go up to 1.19 hold samples, to be multiplied by the period; since 1.20 the runtime
// has multiplied already, which shows in counts that are all multiples of the period. pprof multiplies in both cases.
//
// Frame lines leave out runtime.goexit at the root and, of heap profiles, the runtime's own frames at the leaf. Their addresses
// stand in the record without a name; they are taken off its stack, which is then the one of the protobuf form.
import { isObject } from '../../../../../shared/lib/isObject.ts'
import type { ProfileColumns, ProfileType, SampleType } from '../../../../../shared/records/index.ts'
import { FormatError } from '../../FormatError.ts'
import { beginsTrailer, readStatistic, type Statistics } from '../../metrics/memStatsTrailer.ts'
import { LegacyBuilder, type LegacyLine } from './LegacyBuilder.ts'
import { javaPlace } from './javaPlace.ts'
import { MappingLines } from './MappingLines.ts'

const HEAP =
  /^heap profile: *(\d+): *(\d+) *\[ *(\d+): *(\d+) *\] *@ *(heap[_a-z0-9]*|growthz?|fragmentationz?)\/?(\d*)/
const HEAP_SAMPLE = /^\s*(-?\d+): *(-?\d+) *\[ *(-?\d+): *(-?\d+) *\] *@([ x0-9a-f]*)/
const COUNT = /^(\S+) profile: total \d+$/
const COUNT_SAMPLE = /^(\d+) @((?: 0x[0-9a-f]+)*)$/
const CONTENTION = /^--- (?:contentionz \d+ ---|mutex:|contention:)/
const CONTENTION_SAMPLE = /^\s*(\d+) +(\d+) +@([ x0-9a-f]*)/
const ATTRIBUTE = /^\s*([\w/]+(?: +[\w/]+)*)\s*=\s*([\w.-]+)\s*$/
const THREADS = /^--- threadz \d+ ---/
const THREAD = /^--- Thread [0-9a-f]+ \(name: .*\/\d+\) stack: ---/
const FRAME = /^#\t(0x[0-9a-f]+)(?:\t([^\t]+?)(?:\+0x[0-9a-f]+)?\t+((?:[^\t].*)?):(\d+))?\s*$/
const JAVA_LOCATION = /^\s*0x([0-9a-f]+)\s(.*)$/s
const MEMORY_MAP = /--- Memory map: ---|MAPPED_LIBRARIES:/

/** Whether the line begins a profile: another one, where one has begun. */
const beginsProfile = (text: string): boolean => HEAP.test(text) || CONTENTION.test(text) || COUNT.test(text.trimEnd())

type Shape = 'heap' | 'count' | 'contention' | 'threads'

export class LegacyText {
  badLines = 0
  firstBadLine = 0
  /** Profiles behind the first one, which are not read, and the line where they begin. */
  furtherProfiles = 0
  firstFurtherLine = 0
  /** `# Name = value` lines below the records. */
  statistics: Statistics | null = null
  /** Totals as pprof gives them where ours differ: a mutex profile multiplied twice. */
  asPprof: [contentions: number, delayNanos: number] | null = null
  /** Functions that the format itself names (Java); those of comment lines pprof does not read. */
  ownFunctions = 0
  private readonly builder = new LegacyBuilder()
  private readonly mappingLines = new MappingLines()
  private shape: Shape | null = null
  private section: 'attributes' | 'samples' | 'map' | 'further' = 'samples'
  private countName = ''
  private isMutex = false
  private isJava = false
  private isScaled = false
  private hasAllocations = false
  private period = 1
  private cyclesPerSecond = 0
  private resolution = ''
  private durationNanos = 0
  /** The record whose frame lines follow: its addresses as written, and its stack. */
  private addresses: bigint[] = []
  private stack: number[] = []
  private frame = -1
  private frames: LegacyLine[] = []
  /** Places of the first and the last address that has a frame line, also one without a name; −1: none has. */
  private firstShown = -1
  private lastShown = -1
  /** Takes the stack of the record once its frame lines are through. */
  private add: ((stack: readonly number[]) => void) | null = null
  private contentions: { count: number; cycles: number; stack: readonly number[] }[] = []
  private thread: { addresses: bigint[]; isSame: boolean } | null = null

  line(text: string, line: number): void {
    if (this.shape === null) this.header(text)
    else if (this.section === 'further') {
      if (beginsProfile(text)) this.furtherProfiles++
    } else if (this.section === 'map') this.builder.mappings.push(...this.mappingLines.line(text))
    else if (MEMORY_MAP.test(text)) this.beginMap()
    else if (!this.content(text)) {
      if (beginsProfile(text)) {
        this.beginFurther(line)
        return
      }
      this.badLines++
      if (this.firstBadLine === 0) this.firstBadLine = line
    }
  }

  finish(): ProfileColumns {
    const { shape } = this
    if (shape === null)
      throw new FormatError('profile/damaged', 'The profile has no header of a legacy text form.', { line: 1 })
    this.endRecord()
    this.endThread()
    if (shape === 'contention') this.addContentions()
    const form = { periodType: null, period: this.period, durationNanos: this.durationNanos }
    const one = (type: string, unit = 'count'): SampleType => ({ type, unit })
    switch (shape) {
      case 'heap':
        return this.builder.build({
          ...form,
          type: this.hasAllocations ? 'heap' : 'custom',
          sampleTypes: this.hasAllocations
            ? [one('alloc_objects'), one('alloc_space', 'bytes'), one('inuse_objects'), one('inuse_space', 'bytes')]
            : [one('objects'), one('space', 'bytes')],
          periodType: one('space', 'bytes'),
        })
      case 'contention':
        return this.builder.build({
          ...form,
          type: this.isMutex ? 'mutex' : 'block',
          sampleTypes: [
            one('contentions'),
            one('delay', this.isJava ? this.resolution || 'microseconds' : 'nanoseconds'),
          ],
          periodType: one('contentions'),
        })
      case 'count':
      case 'threads': {
        const name = shape === 'threads' ? 'thread' : this.countName
        const type: ProfileType = name === 'threadcreate' ? 'threadcreate' : 'custom'
        return this.builder.build({ ...form, type, sampleTypes: [one(name)], periodType: one(name), period: 1 })
      }
    }
  }

  private header(text: string): void {
    if (text.trim() === '' || text.startsWith('#')) return
    const heap = HEAP.exec(text)
    if (heap) {
      const [, objects, bytes, allocatedObjects, allocatedBytes, form = '', rate = ''] = heap
      this.shape = 'heap'
      this.isScaled = form === 'heap' || form.endsWith('_v2')
      // Go writes twice the rate.
      this.period = form === 'heap' ? Math.floor(Number(rate) / 2) : form.endsWith('_v2') ? Number(rate) : 1
      this.hasAllocations =
        (allocatedObjects !== objects && allocatedObjects !== '0') ||
        (allocatedBytes !== bytes && allocatedBytes !== '0')
      return
    }
    const count = COUNT.exec(text.trimEnd())
    if (count) {
      this.shape = 'count'
      this.countName = count[1] ?? ''
    } else if (CONTENTION.test(text)) {
      this.shape = 'contention'
      this.isMutex = text.startsWith('--- mutex')
      this.section = 'attributes'
    } else if (THREADS.test(text)) this.shape = 'threads'
    else if (THREAD.test(text)) {
      this.shape = 'threads'
      this.thread = { addresses: [], isSame: false }
    } else throw new FormatError('profile/damaged', 'The profile has no header of a legacy text form.', { line: 1 })
  }

  /** Captures that were appended to one file: sums over several moments would be of none. */
  private beginFurther(line: number): void {
    this.endRecord()
    this.endThread()
    this.section = 'further'
    this.furtherProfiles = 1
    this.firstFurtherLine = line
  }

  private beginMap(): void {
    this.endRecord()
    this.endThread()
    this.section = 'map'
  }

  /** False: the line is none of this form. */
  private content(text: string): boolean {
    if (this.frameLine(text)) return true
    if (text.trim() === '') {
      this.endFrame()
      return true
    }
    if (text.startsWith('#')) {
      this.endFrame()
      this.statistic(text)
      return true
    }
    this.endFrame()
    switch (this.shape) {
      case 'heap':
        return this.heapSample(text)
      case 'count':
        return this.countSample(text)
      case 'threads':
        return this.threadLine(text)
      default:
        return this.contentionLine(text)
    }
  }

  private heapSample(text: string): boolean {
    const match = HEAP_SAMPLE.exec(text)
    if (!match) return false
    const [inuseObjects, inuseBytes, allocObjects, allocBytes] = match.slice(1, 5).map(Number) as [
      number,
      number,
      number,
      number,
    ]
    if ((inuseObjects === 0 && inuseBytes !== 0) || (this.hasAllocations && allocObjects === 0 && allocBytes !== 0))
      return false
    const scaled = (count: number, size: number): [number, number] => {
      if (!this.isScaled || count === 0 || size === 0) return count === 0 ? [0, 0] : [count, size]
      if (this.period <= 1) return [count, size]
      const factor = 1 / (1 - Math.exp(-(size / count) / this.period))
      return [Math.trunc(count * factor), Math.trunc(size * factor)]
    }
    let average = 0
    if (this.hasAllocations && allocObjects !== 0) average = Math.trunc(allocBytes / allocObjects)
    if (inuseObjects !== 0) average = Math.trunc(inuseBytes / inuseObjects)
    const inuse = scaled(inuseObjects, inuseBytes)
    const values = this.hasAllocations ? [...scaled(allocObjects, allocBytes), ...inuse] : inuse
    this.begin(match[5] ?? '', (stack) => this.builder.add(stack, values, average))
    return true
  }

  private countSample(text: string): boolean {
    const match = COUNT_SAMPLE.exec(text.trimEnd())
    if (!match) return false
    this.begin(match[2] ?? '', (stack) => this.builder.add(stack, [Number(match[1])]))
    return true
  }

  private contentionLine(text: string): boolean {
    const attribute = this.section === 'attributes' ? ATTRIBUTE.exec(text) : null
    if (attribute) return this.attribute(attribute[1] ?? '', attribute[2] ?? '')
    const match = CONTENTION_SAMPLE.exec(text)
    if (!match) return this.isJava && this.javaLocation(text)
    this.section = 'samples'
    const [cycles, count] = [Number(match[1]), Number(match[2])]
    this.begin(match[3] ?? '', (stack) => this.contentions.push({ cycles, count, stack }), this.isJava)
    return true
  }

  private attribute(name: string, value: string): boolean {
    if (name === 'cycles/second') this.cyclesPerSecond = Number(value)
    else if (name === 'sampling period') this.period = Number(value)
    else if (name === 'ms since reset') this.durationNanos = Number(value) * 1e6
    else if (name === 'format') this.builder.isNamed = this.isJava = value === 'java'
    else if (name === 'resolution') this.resolution = value
    else return name === 'discarded samples'
    return true
  }

  private addContentions(): void {
    const { period, contentions } = this
    const isMultiplied =
      this.isMutex && period > 1 && contentions.length > 0 && contentions.every(({ count }) => count % period === 0)
    const asPprof: [number, number] = [0, 0]
    for (const { count, cycles, stack } of contentions) {
      const factor = isMultiplied || period <= 0 ? 1 : period
      this.builder.add(stack, [count * factor, this.delay(cycles, factor)])
      asPprof[0] += count * period
      asPprof[1] += this.delay(cycles, period)
    }
    if (isMultiplied) this.asPprof = asPprof
  }

  /** ns; Java's delays have their own unit. */
  private delay(cycles: number, factor: number): number {
    if (this.isJava) return cycles * factor
    return this.cyclesPerSecond > 0 ? Math.trunc((cycles * factor) / (this.cyclesPerSecond / 1e9)) : cycles
  }

  private threadLine(text: string): boolean {
    if (THREAD.test(text)) {
      this.endThread()
      this.thread = { addresses: [], isSame: false }
      return true
    }
    if (this.thread === null) return text.startsWith('-')
    if (text.includes('same as previous thread')) this.thread.isSame = true
    else if (text.startsWith('---- no stack trace for')) this.endThread()
    else this.thread.addresses.push(...addressesOf(text))
    return true
  }

  private endThread(): void {
    const { thread } = this
    this.thread = null
    if (thread === null) return
    if (thread.isSame) this.builder.repeatLast()
    else if (thread.addresses.length > 0) {
      // The leaf is where the thread stands, not where a call returns to.
      const { addresses } = thread
      const stack = [...this.builder.stack(addresses.slice(0, 1), true), ...this.builder.stack(addresses.slice(1))]
      this.builder.add(stack, [1])
    }
  }

  private javaLocation(text: string): boolean {
    const match = JAVA_LOCATION.exec(text)
    if (!match) return false
    const location = this.builder.find(BigInt(`0x${match[1]}`))
    if (location === undefined) return true
    const words = (match[2] ?? '').trim()
    const place = javaPlace(words)
    const found: LegacyLine = place
      ? {
          ...place,
          file: place.line === null ? (place.file.split('/').at(-1) ?? '') : place.file,
          line: place.line ?? 0,
        }
      : { functionName: words.includes('generated stub/JIT') ? 'STUB' : words, file: '', line: 0 }
    this.builder.name(location, [found])
    this.ownFunctions++
    return true
  }

  // Frame lines: `#` TAB address TAB function+offset TABs file:line, leaf first; inlined ones under the address of their caller.

  private begin(addresses: string, add: (stack: readonly number[]) => void, isExact = false): void {
    this.endRecord()
    this.addresses = addressesOf(addresses)
    this.stack = this.builder.stack(this.addresses, isExact)
    this.frame = this.firstShown = this.lastShown = -1
    this.frames = []
    this.add = add
  }

  private endRecord(): void {
    this.endFrame()
    const { stack, firstShown, lastShown, add } = this
    this.add = null
    const from = this.shape === 'heap' ? Math.max(0, firstShown) : 0
    const hasHiddenRoot = lastShown >= 0 && lastShown === stack.length - 2
    add?.(stack.slice(from, hasHiddenRoot ? -1 : undefined))
  }

  private frameLine(text: string): boolean {
    const match = FRAME.exec(text)
    if (!match) return false
    const [, address = '0x0', functionName, file, line] = match
    const at = BigInt(address)
    // The address printed is that of the call: one before the return address of the record, or the leaf's own.
    const fits = (index: number): boolean => {
      const own = this.addresses[index]
      return own !== undefined && (own - at === 1n || own === at)
    }
    let next = -1
    for (let index = Math.max(0, this.frame + 1); index < this.addresses.length && next < 0; index++)
      if (fits(index)) next = index
    if (next >= 0) {
      if (this.firstShown < 0) this.firstShown = next
      this.lastShown = Math.max(this.lastShown, next)
    }
    if (functionName === undefined) return true
    if (next >= 0 && !(this.frame >= 0 && fits(this.frame) && next > this.frame + 1)) {
      this.endFrame()
      this.frame = next
    } else if (this.frame < 0) return true
    this.frames.push({ functionName, file: file ?? '', line: Number(line) })
    return true
  }

  private endFrame(): void {
    const location = this.stack[this.frame]
    if (location !== undefined && this.frames.length > 0) this.builder.name(location, this.frames)
    this.frames = []
  }

  private statistic(text: string): void {
    if (beginsTrailer(text)) this.statistics = {}
    else if (this.statistics !== null) readStatistic(text, this.statistics)
  }
}

const addressesOf = (text: string): bigint[] =>
  (text.match(/0x[0-9a-f]{1,16}/g) ?? []).map((address) => BigInt(address))

export const hasStatistics = (statistics: Statistics | null): statistics is Statistics =>
  isObject(statistics) && Object.keys(statistics).length > 0
