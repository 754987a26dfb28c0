// Reads GODEBUG=gctrace=1 output: one line per GC cycle (runtime/mgc.go, extern.go; forms of Go 1.5 to 1.27 in cycleLine.ts),
// between foreign lines and inside whatever a collector put around them (logs/). Lines that other writers cut are put
// together again where that is certain (interleaved.ts). Cycles are given per process life (lives.ts).
// Other lines of the runtime are told from foreign ones here and read by runtimeLines/.
// A cycle whose figures cannot be told for sure is not given: `gctrace/damaged-line`, and its number counts as missing.
import { isDigit } from '../logs/bytes.ts'
import { IN_LOGGER } from '../logs/channels.ts'
import { isClosing } from '../logs/closing.ts'
import type { ConsumerSummary, LineConsumer, LineContext, LogEnvironment, TimeStamp } from '../logs/consumer.ts'
import { timeBefore } from '../logs/timeBefore.ts'
import { wallTime } from '../logs/wallTime.ts'
import type { LifeRecord } from '../reader.ts'
import { RuntimeLines } from '../runtimeLines/RuntimeLines.ts'
import { COMPLETE, CUT, CycleScanner, FORM_GO1_18, FORM_GO1_6, isPlausible, NUMBER } from './cycleLine.ts'
import { scanFast } from './fastLine.ts'
import { beginFragment, continueFragment, findMark, ForeignShapes, MAX_WAIT_LINES, passForeign } from './interleaved.ts'
import type { Fragment } from './interleaved.ts'
import { LifeTracker, MAX_LIVES } from './lives.ts'
import type { ScannedCycle } from './lives.ts'
import type { OpenLife } from './OpenLife.ts'
import { neighbourOf } from './neighbours.ts'
import { behind, findBehind, PrefixEnd } from './neighbourBehind.ts'
import { placementOf, variantOf } from './summary.ts'

const LOWER_G = 0x67
const LOWER_C = 0x63
const SPACE = 0x20

const NO_TIME: TimeStamp = { wallMs: Number.NaN, resolutionMs: 0, hasYear: true, hasZone: true }

/** One state machine over lines, therefore one file: what a line means depends on fragments and `GC forced` before it. */
export class GcLines implements LineConsumer {
  private readonly environment: LogEnvironment
  private readonly scanner = new CycleScanner()
  private readonly tracker: LifeTracker
  private readonly runtime: RuntimeLines
  private readonly shapes = new ForeignShapes()
  private readonly prefix = new PrefixEnd()
  private readonly fragments = new Map<number, Fragment>()
  /** Cycles that stand whole on their line; joined and repaired ones are counted apart. */
  private complete = 0
  private joined = 0
  private repaired = 0
  private damaged = 0
  private forced = 0
  private isPeriodicPending = false
  private readonly cycle: ScannedCycle

  constructor(environment: LogEnvironment) {
    this.environment = environment
    this.tracker = new LifeTracker(environment.output)
    this.runtime = new RuntimeLines(environment, this.tracker)
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

  /** A whole gc line that nothing is wrapped around and nothing waits for. */
  bare(bytes: Uint8Array, from: number, to: number, line: number): boolean {
    if (bytes[from] !== LOWER_G || bytes[from + 1] !== LOWER_C || bytes[from + 2] !== SPACE || this.fragments.size > 0)
      return false
    if (!this.scanWhole(bytes, from, to)) return false
    this.complete++
    this.accept(line, 0, NO_TIME)
    return true
  }

  /** The fast scan of a usual line from its first to its last byte. */
  private scanWhole(bytes: Uint8Array, from: number, to: number): boolean {
    const { scanner } = this
    const found = scanFast(bytes, from, to, scanner.row)
    if (found === 0) return false
    scanner.form = (found & 2) > 0 ? FORM_GO1_18 : FORM_GO1_6
    scanner.isForced = (found & 4) > 0
    scanner.isLeakCheck = false
    return true
  }

  line(bytes: Uint8Array, from: number, to: number, context: LineContext): boolean {
    const { stream } = context
    const fragment = this.fragments.size === 0 ? undefined : this.fragments.get(stream)
    const isGc = to - from > 3 && bytes[from] === LOWER_G && bytes[from + 1] === LOWER_C && bytes[from + 2] === SPACE
    const mark = isGc ? from : context.mayHaveAt ? findMark(bytes, from, to) : -1
    if (mark > from) timeOfPrefix(bytes, from, mark, context)
    if (mark >= 0 && this.readMarked(bytes, mark, to, context)) {
      if (mark > from) {
        this.readBefore(bytes, from, mark, context)
        this.prefix.note(bytes, from, mark)
      }
      return true
    }
    // The runtime begins a line only when the one before is finished.
    if (fragment !== undefined && isGc && isDigit(bytes[from + 3])) this.dropFragment(stream)
    else if (fragment !== undefined) {
      const answer =
        context.channel === fragment.channel
          ? continueFragment(this.scanner, this.shapes, fragment, bytes, from, to)
          : passForeign(fragment)
      if (answer === 'complete' || answer === 'extended') setTime(fragment, context)
      if (answer === 'complete') this.endFragment(stream, fragment)
      if (answer === 'complete' || answer === 'extended') return true
      if (answer === 'doubtful' || fragment.waited >= MAX_WAIT_LINES) this.endFragment(stream, fragment)
    }
    const neighbour = neighbourOf(bytes, from, to)
    if (neighbour !== '') {
      if (neighbour === 'GC_forced_lines') this.isPeriodicPending = true
      this.runtime.line(neighbour, bytes, from, to, context)
      // gccheckmark's line begins a crash report, which is others' to read.
      return neighbour !== 'check'
    }
    if (this.readBehind(bytes, from, to, context)) return true
    // How a log package's line begins is known by its envelope; the text inside says nothing.
    if (mark < 0 && (context.channel & IN_LOGGER) === 0) this.shapes.learn(bytes, from, to)
    return false
  }

  /** SCHED lines are written without the lock that keeps the runtime's other lines apart: a gc line may land in one. */
  private readBefore(bytes: Uint8Array, from: number, to: number, context: LineContext): void {
    const neighbour = neighbourOf(bytes, from, to)
    if (neighbour === 'SCHED') this.runtime.line(neighbour, bytes, from, to, context, true)
  }

  /** A line with a gc mark: a whole cycle, or the beginning of one. False: neither. */
  private readMarked(bytes: Uint8Array, from: number, to: number, context: LineContext): boolean {
    const { line, stream, isTerminated } = context
    if (this.fragments.size === 0 && this.scanWhole(bytes, from, to)) {
      if (context.isJoined) this.joined++
      else this.complete++
      this.accept(line, stream, context)
      return true
    }
    const status = this.scanner.scan(bytes, from, to)
    if (status === COMPLETE && isClosing(bytes, this.scanner.at, to)) {
      this.dropFragment(stream)
      // dropFragment may have used the scanner.
      this.scanner.scan(bytes, from, to)
      if (context.isJoined) this.joined++
      else this.complete++
      this.accept(line, stream, context)
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
      channel: context.channel,
      waited: 0,
      isWhole: begun.isWhole,
      wallMs: context.wallMs,
      resolutionMs: context.resolutionMs,
      hasYear: context.hasYear,
      hasZone: context.hasZone,
      isAfterPeriodic: this.isPeriodicPending,
    })
    return true
  }

  /** A line of the runtime behind a prefix that no envelope is known for. */
  private readBehind(bytes: Uint8Array, from: number, to: number, context: LineContext): boolean {
    if (!findBehind(bytes, from, to)) return false
    const { at, end, kind } = behind
    if (kind === '') return false
    timeOfPrefix(bytes, from, at, context)
    if (kind === 'GC_forced_lines') {
      if (!this.prefix.isBefore(bytes, from, at)) return false
      this.isPeriodicPending = true
    }
    if (!this.runtime.lineBehind(kind, bytes, at, end, context)) return false
    if (kind !== 'detail') this.prefix.note(bytes, from, at)
    return true
  }

  /** The scanner holds a whole cycle. */
  private accept(line: number, stream: number, time: TimeStamp): void {
    const { cycle, scanner } = this
    cycle.form = scanner.form
    cycle.isForced = scanner.isForced
    cycle.isLeakCheck = scanner.isLeakCheck
    cycle.line = line
    cycle.stream = stream
    cycle.isAfterPeriodic = this.isPeriodicPending
    cycle.ms = time.wallMs
    cycle.resolutionMs = time.resolutionMs
    cycle.hasYear = time.hasYear
    cycle.hasZone = time.hasZone
    this.isPeriodicPending = false
    if (scanner.isForced) this.forced++
    const life = this.tracker.add(cycle)
    if (life !== null) this.runtime.cycle(life, scanner.row[NUMBER] as number)
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
    const { issues } = this.environment
    issues.note('note', 'gctrace/interleaved', line, 'A GC cycle line was cut by foreign text and put together again.')
    if (fragment.isAfterPeriodic) this.isPeriodicPending = true
    this.accept(line, stream, fragment)
  }

  private dropFragment(stream: number): void {
    if (this.fragments.size === 0) return
    const fragment = this.fragments.get(stream)
    if (fragment !== undefined) this.endFragment(stream, fragment)
  }

  private damage(line: number, bytes: Uint8Array, from: number, to: number, code: string): void {
    this.damaged++
    if (this.environment.issues.again(code)) return
    const found = Buffer.from(bytes.subarray(from, Math.min(to, from + 100))).toString('utf8')
    const why =
      code === 'gctrace/cut-line'
        ? 'The file ends inside a GC cycle line'
        : 'A GC cycle line is cut or mixed with foreign text and cannot be read for sure; its cycle is left out'
    this.environment.issues.note('dataLoss', code, line, `${why}: "${found.trimEnd()}".`)
  }

  finish(): ConsumerSummary {
    for (const [stream, fragment] of [...this.fragments]) this.endFragment(stream, fragment)
    this.runtime.finish()
    this.tracker.finish()
    const { tracker, runtime } = this
    const { issues } = this.environment
    if (tracker.droppedCycles > 0)
      issues.note(
        'dataLoss',
        'gctrace/too-many-lives',
        tracker.lives.at(-1)?.firstLine ?? 0,
        `The file holds more than ${MAX_LIVES} process lives; cycles of further ones were left out.`,
        tracker.droppedCycles,
      )
    if (tracker.repeatedLines > 0)
      issues.note(
        'note',
        'gctrace/repeated-line',
        tracker.firstRepeatedLine,
        'A GC cycle line repeats the one before it, figure for figure; it was taken once.',
        tracker.repeatedLines,
      )
    let records = runtime.rows.total
    let missing = 0
    const lives = tracker.lives.map((life) => this.placed(life))
    for (const life of lives) {
      records += life.cycles
      missing += life.missingCycles
    }
    if (missing > 0)
      issues.note(
        'dataLoss',
        'gctrace/missing-cycles',
        lives.find(({ missingCycles }) => missingCycles > 0)?.firstLine ?? 1,
        'Cycle numbers are missing between the first and the last cycle of a process life: lines were lost before or while collecting.',
        missing,
      )
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
    const { counts } = this.runtime
    const all: Record<string, number> = {
      gc_lines_complete: this.complete,
      forced: this.forced,
      GC_forced_lines: counts.GC_forced_lines,
    }
    const optional = {
      scav: counts.scav,
      scvg: counts.scvg,
      pacer: counts.pacer,
      SCHED: counts.SCHED,
      init: counts.init,
      gc_lines_joined: this.joined,
      gc_lines_repaired: this.repaired,
      gc_lines_damaged: this.damaged,
      runtime_lines_damaged: this.runtime.damaged,
      free_os_memory: counts.freeOsMemory,
      sched_detail: counts.detail,
      scan: counts.scan,
      finalizer_queues: counts.finalizers,
      checkmark_errors: counts.check,
    }
    for (const [name, count] of Object.entries(optional)) if (count > 0) all[name] = count
    return all
  }

  /** A life with its start on the wall clock, from the collector's times. */
  private placed(life: OpenLife): LifeRecord {
    const record = life.toRecord()
    const start = wallTime(
      {
        wallMs: life.startMs,
        // T is cut to a millisecond.
        resolutionMs: life.startResolutionMs,
        hasYear: life.hasYear,
        hasZone: life.hasZone,
      },
      this.environment,
    )
    record.startMs = start?.ms ?? null
    record.startErrorMs = start?.errorMs ?? null
    return record
  }
}

function setTime(fragment: Fragment, { wallMs, resolutionMs, hasYear, hasZone }: TimeStamp): void {
  fragment.wallMs = wallMs
  fragment.resolutionMs = resolutionMs
  fragment.hasYear = hasYear
  fragment.hasZone = hasZone
}

/** The time in front of a line of the runtime, where no envelope gave one. */
function timeOfPrefix(bytes: Uint8Array, from: number, to: number, context: LineContext): void {
  if (Number.isNaN(context.wallMs)) timeBefore(bytes, from, to, context)
}
