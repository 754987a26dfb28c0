// Reads GODEBUG=gctrace=1 output: one line per GC cycle (runtime/mgc.go, extern.go; forms of Go 1.5 to 1.27 in cycleLine.ts),
// between foreign lines and inside whatever a collector put around them (prefix.ts). Lines that other writers cut are put
// together again where that is certain (interleaved.ts). Cycles are given per process life (lives.ts).
// Kept: every figure of a cycle line. Counted only: scav, scvg, pacer, SCHED with its details, init, scan, checkfinalizers.
// A cycle whose figures cannot be told for sure is not given: `gctrace/damaged-line`, and its number counts as missing.
import type { ImportIssue } from '../../../../shared/records/index.ts'
import type { LifeRecord, ReaderHints, ReaderOutput, ReadSummary, SourceReader } from '../reader.ts'
import { LineSplitter, MAX_LINE_BYTES } from '../lines.ts'
import { isDigit } from './bytes.ts'
import { COMPLETE, CUT, CycleScanner, FORM_GO1_18, FORM_GO1_6, isPlausible } from './cycleLine.ts'
import { scanFast } from './fastLine.ts'
import { beginFragment, continueFragment, findMark, ForeignShapes, MAX_WAIT_LINES, passForeign } from './interleaved.ts'
import type { Fragment } from './interleaved.ts'
import { LifeTracker, MAX_LIVES } from './lives.ts'
import type { OpenLife, ScannedCycle } from './lives.ts'
import { neighbourOf } from './neighbours.ts'
import type { Neighbour } from './neighbours.ts'
import { unwrap, unwrapped } from './prefix.ts'
import { placementOf, variantOf } from './summary.ts'
import { withYear } from './timestamps.ts'

/** Text of one entry that a collector split (docker at 16 KiB, CRI's P) is joined up to this size. */
const MAX_JOINED = 64 * 1024
/** A time without a zone may be any local time. */
const ZONE_ERROR_MS = 14 * 3_600_000

const EMPTY = new Uint8Array(0)
const LOWER_G = 0x67
const LOWER_C = 0x63
const SPACE = 0x20

/** Entries are split and joined per process and output. */
const entryKey = (): number => unwrapped.stream * 4 + unwrapped.channel

interface Joined {
  bytes: Uint8Array
  length: number
  line: number
}

/** One state machine over lines, therefore one file: what a line means depends on fragments, split entries and `GC forced` before it. */
export class GctraceReader implements SourceReader {
  private readonly output: ReaderOutput
  private readonly hints: ReaderHints
  private readonly splitter: LineSplitter
  private readonly scanner = new CycleScanner()
  private readonly tracker: LifeTracker
  private readonly shapes = new ForeignShapes()
  private readonly fragments = new Map<number, Fragment>()
  private readonly joins = new Map<number, Joined>()
  private readonly issues = new Map<string, ImportIssue>()
  /** Cycles that stand whole on their line; joined and repaired ones are counted apart. */
  private complete = 0
  private joined = 0
  private repaired = 0
  private damaged = 0
  private forced = 0
  private readonly counts: Record<Exclude<Neighbour, ''>, number> = {
    GC_forced_lines: 0,
    scav: 0,
    scvg: 0,
    pacer: 0,
    SCHED: 0,
    init: 0,
    other: 0,
  }
  private isPeriodicPending = false
  private readonly cycle: ScannedCycle

  constructor(output: ReaderOutput, hints: ReaderHints = {}) {
    this.output = output
    this.hints = hints
    this.tracker = new LifeTracker(output)
    this.splitter = new LineSplitter((bytes, from, to, line, isTerminated) => {
      this.readLine(bytes, from, to, line, isTerminated)
    })
    this.cycle = {
      row: this.scanner.row,
      form: 0,
      isForced: false,
      isLeakCheck: false,
      line: 0,
      stream: 0,
      isAfterPeriodic: false,
      ms: Number.NaN,
      resolutionMs: 0,
      hasYear: true,
      hasZone: true,
    }
  }

  push(chunk: Uint8Array): void {
    this.splitter.push(chunk)
  }

  private readLine(bytes: Uint8Array, from: number, to: number, line: number, isTerminated: boolean): void {
    // Fast path: a whole gc line that nothing is wrapped around and nothing waits for.
    if (
      bytes[from] === LOWER_G &&
      bytes[from + 1] === LOWER_C &&
      bytes[from + 2] === SPACE &&
      this.fragments.size === 0
    ) {
      const { scanner } = this
      const found = scanFast(bytes, from, to, scanner.row)
      if (found > 0) {
        scanner.form = (found & 2) > 0 ? FORM_GO1_18 : FORM_GO1_6
        scanner.isForced = (found & 4) > 0
        scanner.isLeakCheck = false
        this.complete++
        this.accept(line, 0, Number.NaN)
        return
      }
    }
    unwrap(bytes, from, to)
    let text = unwrapped.bytes
    let start = unwrapped.from
    let end = unwrapped.to
    let firstLine = line
    let isJoined = false
    if (unwrapped.isPartial || (this.joins.size > 0 && this.joins.has(entryKey()))) {
      const whole = this.join(entryKey(), text, start, end, line)
      if (whole === null) return
      text = whole.bytes
      start = 0
      end = whole.length
      firstLine = whole.line
      isJoined = whole.line !== line
    }
    this.readText(text, start, end, firstLine, isJoined, isTerminated)
  }

  /** Puts split entries together; null while the entry goes on. */
  private join(entry: number, bytes: Uint8Array, from: number, to: number, line: number): Joined | null {
    const held = this.joins.get(entry)
    const joined = held ?? { bytes: new Uint8Array(1024), length: 0, line }
    const wanted = Math.min(to - from, MAX_JOINED - joined.length)
    if (joined.length + wanted > joined.bytes.length) {
      const larger = new Uint8Array((joined.length + wanted) * 2)
      larger.set(joined.bytes.subarray(0, joined.length))
      joined.bytes = larger
    }
    joined.bytes.set(bytes.subarray(from, from + wanted), joined.length)
    joined.length += wanted
    if (unwrapped.isPartial) {
      if (held === undefined && this.joins.size < MAX_WAIT_LINES) this.joins.set(entry, joined)
      return null
    }
    this.joins.delete(entry)
    return joined
  }

  /** One line of the program's own text. */
  private readText(
    bytes: Uint8Array,
    from: number,
    to: number,
    line: number,
    isJoined: boolean,
    isTerminated: boolean,
  ): void {
    const { stream } = unwrapped
    const fragment = this.fragments.size === 0 ? undefined : this.fragments.get(stream)
    const isGc = to - from > 3 && bytes[from] === LOWER_G && bytes[from + 1] === LOWER_C && bytes[from + 2] === SPACE
    const mark = isGc ? from : findMark(bytes, from, to)
    if (mark >= 0 && this.readMarked(bytes, mark, to, line, isJoined, isTerminated)) return
    // The runtime begins a line only when the one before is finished.
    if (fragment !== undefined && isGc && isDigit(bytes[from + 3])) this.dropFragment(stream)
    else if (fragment !== undefined) {
      const answer =
        unwrapped.channel === fragment.channel
          ? continueFragment(this.scanner, this.shapes, fragment, bytes, from, to)
          : passForeign(fragment)
      if (answer === 'complete' || answer === 'extended') {
        fragment.ms = unwrapped.ms
        fragment.resolutionMs = unwrapped.resolutionMs
      }
      if (answer === 'complete') return this.endFragment(stream, fragment)
      if (answer === 'extended') return
      if (answer === 'doubtful' || fragment.waited >= MAX_WAIT_LINES) this.endFragment(stream, fragment)
    }
    const neighbour = neighbourOf(bytes, from, to)
    if (neighbour !== '') {
      this.counts[neighbour]++
      if (neighbour === 'GC_forced_lines') this.isPeriodicPending = true
    } else if (mark < 0) this.shapes.learn(bytes, from, to)
  }

  /** A line with a gc mark: a whole cycle, or the beginning of one. False: neither. */
  private readMarked(
    bytes: Uint8Array,
    from: number,
    to: number,
    line: number,
    isJoined: boolean,
    isTerminated: boolean,
  ): boolean {
    const { stream } = unwrapped
    const status = this.scanner.scan(bytes, from, to)
    if (status === COMPLETE && isEndOfText(bytes, this.scanner.at, to)) {
      this.dropFragment(stream)
      // dropFragment may have used the scanner.
      this.scanner.scan(bytes, from, to)
      if (isJoined) this.joined++
      else this.complete++
      this.accept(line, stream, unwrapped.ms)
      return true
    }
    const begun = beginFragment(this.scanner, this.shapes, bytes, from, to)
    if (begun === null) {
      // `gc N @` is the runtime's; other text that begins with `gc ` is not.
      if (findMark(bytes, from, Math.min(to, from + 32)) !== from) return false
      this.dropFragment(stream)
      this.damage(line, bytes, from, to, status === CUT && !isTerminated ? 'gctrace/cut-line' : 'gctrace/damaged-line')
      return true
    }
    const isBare = begun.length < 5 && !begun.isWhole
    if (isBare && begun.length === to - from) return false
    this.dropFragment(stream)
    if (!isTerminated && !begun.isWhole && from + begun.length === to) {
      this.damage(line, bytes, from, to, 'gctrace/cut-line')
      return true
    }
    const text = new Uint8Array(512)
    text.set(bytes.subarray(from, from + begun.length))
    this.fragments.set(stream, {
      text,
      length: begun.length,
      line,
      stream,
      channel: unwrapped.channel,
      waited: 0,
      isWhole: begun.isWhole,
      ms: unwrapped.ms,
      resolutionMs: unwrapped.resolutionMs,
      hasYear: unwrapped.hasYear,
      hasZone: unwrapped.hasZone,
      isAfterPeriodic: this.isPeriodicPending,
    })
    return true
  }

  /** The scanner holds a whole cycle. */
  private accept(line: number, stream: number, ms: number): void {
    const { cycle, scanner } = this
    cycle.form = scanner.form
    cycle.isForced = scanner.isForced
    cycle.isLeakCheck = scanner.isLeakCheck
    cycle.line = line
    cycle.stream = stream
    cycle.isAfterPeriodic = this.isPeriodicPending
    cycle.ms = ms
    if (ms === ms) {
      cycle.resolutionMs = unwrapped.resolutionMs
      cycle.hasYear = unwrapped.hasYear
      cycle.hasZone = unwrapped.hasZone
    }
    this.isPeriodicPending = false
    if (scanner.isForced) this.forced++
    this.tracker.add(cycle)
  }

  /** A fragment that will not be continued: its cycle, or the report of its loss. */
  private endFragment(stream: number, fragment: Fragment): void {
    this.fragments.delete(stream)
    const { text, length, line } = fragment
    const isWhole = this.scanner.scan(text, 0, length) === COMPLETE && this.scanner.at === length
    if (!isWhole || !isPlausible(this.scanner.row)) {
      this.damage(line, text, 0, length, 'gctrace/damaged-line')
      return
    }
    this.repaired++
    this.note('note', 'gctrace/interleaved', line, 'A GC cycle line was cut by foreign text and put together again.')
    unwrapped.resolutionMs = fragment.resolutionMs
    unwrapped.hasYear = fragment.hasYear
    unwrapped.hasZone = fragment.hasZone
    if (fragment.isAfterPeriodic) this.isPeriodicPending = true
    this.accept(line, stream, fragment.ms)
  }

  private dropFragment(stream: number): void {
    if (this.fragments.size === 0) return
    const fragment = this.fragments.get(stream)
    if (fragment === undefined) return
    const { resolutionMs, hasYear, hasZone } = unwrapped
    this.endFragment(stream, fragment)
    unwrapped.resolutionMs = resolutionMs
    unwrapped.hasYear = hasYear
    unwrapped.hasZone = hasZone
  }

  private damage(line: number, bytes: Uint8Array, from: number, to: number, code: string): void {
    this.damaged++
    const known = this.issues.get(code)
    if (known) {
      known.count++
      return
    }
    const found = Buffer.from(bytes.subarray(from, Math.min(to, from + 100))).toString('utf8')
    const why =
      code === 'gctrace/cut-line'
        ? 'The file ends inside a GC cycle line'
        : 'A GC cycle line is cut or mixed with foreign text and cannot be read for sure; its cycle is left out'
    this.note('dataLoss', code, line, `${why}: "${found.trimEnd()}".`)
  }

  private note(severity: ImportIssue['severity'], code: string, line: number, message: string, count = 1): void {
    const known = this.issues.get(code)
    if (known) known.count += count
    else this.issues.set(code, { severity, code, message, at: { line }, count })
  }

  finish(): ReadSummary {
    this.splitter.finish()
    for (const joined of this.joins.values()) {
      unwrap(EMPTY, 0, 0)
      this.readText(joined.bytes, 0, joined.length, joined.line, true, false)
    }
    for (const [stream, fragment] of [...this.fragments]) this.endFragment(stream, fragment)
    this.tracker.finish()
    const { splitter, tracker } = this
    if (splitter.cutLines > 0)
      this.note(
        'dataLoss',
        'gctrace/long-line',
        splitter.firstCutLine,
        `A line is longer than ${MAX_LINE_BYTES} bytes; the rest of it was left out.`,
        splitter.cutLines,
      )
    if (tracker.droppedCycles > 0)
      this.note(
        'dataLoss',
        'gctrace/too-many-lives',
        tracker.lives.at(-1)?.firstLine ?? 0,
        `The file holds more than ${MAX_LIVES} process lives; cycles of further ones were left out.`,
        tracker.droppedCycles,
      )
    if (tracker.repeatedLines > 0)
      this.note(
        'note',
        'gctrace/repeated-line',
        tracker.firstRepeatedLine,
        'A GC cycle line repeats the one before it, figure for figure; it was taken once.',
        tracker.repeatedLines,
      )
    let records = 0
    let missing = 0
    const lives = tracker.lives.map((life) => this.placed(life))
    for (const life of lives) {
      records += life.cycles
      missing += life.missingCycles
    }
    if (missing > 0)
      this.note(
        'dataLoss',
        'gctrace/missing-cycles',
        lives.find(({ missingCycles }) => missingCycles > 0)?.firstLine ?? 1,
        'Cycle numbers are missing between the first and the last cycle of a process life: lines were lost before or while collecting.',
        missing,
      )
    for (const issue of this.issues.values()) this.output.issue(issue)
    return {
      counts: this.allCounts(),
      variant: variantOf(lives.map(({ goVersions }) => goVersions)),
      lives,
      placement: placementOf(lives),
      records,
    }
  }

  /** Keys and presence as in the corpus' FACTS.json; what it has no key for is there only where it occurred. */
  private allCounts(): Record<string, number> {
    const counts: Record<string, number> = {
      lines: this.splitter.lines,
      gc_lines_complete: this.complete,
      forced: this.forced,
      GC_forced_lines: this.counts.GC_forced_lines,
    }
    const optional = {
      scav: this.counts.scav,
      scvg: this.counts.scvg,
      pacer: this.counts.pacer,
      SCHED: this.counts.SCHED,
      init: this.counts.init,
      gc_lines_joined: this.joined,
      gc_lines_repaired: this.repaired,
      gc_lines_damaged: this.damaged,
    }
    for (const [name, count] of Object.entries(optional)) if (count > 0) counts[name] = count
    return counts
  }

  /** A life with its start on the wall clock, from the collector's times. */
  private placed(life: OpenLife): LifeRecord {
    const record = life.toRecord()
    if (Number.isNaN(life.startMs)) return record
    let startMs = life.startMs
    if (!life.hasYear) {
      const known = this.hints.modifiedMs ?? (this.shapes.year > 0 ? Date.UTC(this.shapes.year, 11, 31) : Number.NaN)
      if (Number.isNaN(known)) return record
      startMs = withYear(startMs, known)
    }
    // Collectors cut the time to their resolution, T is cut to a millisecond, and a line arrives a little after it was printed.
    const resolution = Math.max(1, life.startResolutionMs)
    record.startMs = startMs + (life.startResolutionMs > 1 ? resolution / 2 : 0)
    record.startErrorMs = resolution / 2 + 1 + (life.hasZone ? 0 : ZONE_ERROR_MS)
    return record
  }
}

/** Only white space follows, or what closes a quoted text. */
function isEndOfText(bytes: Uint8Array, from: number, to: number): boolean {
  for (let at = from; at < to; at++) {
    const byte = bytes[at]
    if (byte !== SPACE && byte !== 0x09 && byte !== 0x0d && byte !== 0x22 && byte !== 0x27) return false
  }
  return true
}
