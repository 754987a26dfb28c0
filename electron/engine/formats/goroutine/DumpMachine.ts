// One output of one process, line by line: where dumps begin and end, whose line a line is. Dumps stand between foreign lines,
// several in a row, of several lives of a process; their text may be cut anywhere.
//   crash      after `panic: …`, `fatal error: …`, `SIGQUIT: …`, before the first goroutine
//   block      in the frames of a goroutine (or under `runtime stack:`, or of an ancestor)
//   between    after an empty line: the next goroutine, registers, or the end
//   count      in the records of a debug=1 text
import {
  ENDS_PROCESS,
  GOROUTINE_DAMAGED,
  GOROUTINE_LOCKED,
  GOROUTINE_REPEATED,
  GOROUTINE_UNAVAILABLE,
  LOCK_KINDS,
} from '../../../../shared/records/index.ts'
import { SPACE, TAB, literal, decimal, endsWith, startsWith, textOf } from './bytes.ts'
import type { LineContext } from '../logs/consumer.ts'
import { CountProfile } from './countProfile.ts'
import { CrashText, crashLine, httpPanic } from './crashText.ts'
import type { DumpBuilder } from './DumpBuilder.ts'
import { Header, headerAtEnd, isCutHeader } from './header.ts'
import { openDump, recordCrash, recordDump, timeOf } from './openDump.ts'
import type { OpenDump } from './openDump.ts'
import { StackText, isFunctionLine } from './StackText.ts'

/** So many foreign lines after its last line, a dump is over. */
const MAX_FOREIGN = 200
/** A panic value may be printed over many lines; more than these and it was somebody else's word. */
const MAX_MESSAGE_LINES = 1000
/** A dump is written within seconds; a goroutine so much later belongs to the next one. */
const MAX_GAP_MS = 60_000
/** Lines of the runtime kept before a fatal error they may belong to. */
const MAX_BEFORE = 12

const GOROUTINE = literal('goroutine ')
const RUNTIME_STACK = literal('runtime stack:')
const ORIGINATING = literal('[originating from goroutine ')
const UNAVAILABLE = literal('stack unavailable')
const DASHES = literal('-----')
const EXIT_STATUS = literal('exit status ')
const REGISTER = /^[a-z][a-z0-9_.]{1,9}\s+0x[0-9a-f]+(?:\s+[a-z][a-z0-9_.]{1,9}\s+0x[0-9a-f]+)*\s*$/

type Mode = 'idle' | 'crash' | 'block' | 'between' | 'count'
type BlockKind = 'goroutine' | 'runtimeStack' | 'ancestor'

export class DumpMachine {
  private readonly builder: DumpBuilder
  private readonly header = new Header()
  private readonly stack: StackText
  private readonly counts: CountProfile
  private mode: Mode = 'idle'
  private block: BlockKind = 'goroutine'
  private dump: OpenDump | null = null
  private crash: CrashText | null = null
  private http: { message: string; line: number } | null = null
  private before: { line: number; text: string }[] = []
  private foreign = 0
  /** After `-----`: further threads of the same crash. */
  private isContinued = false
  private process = 1
  /** Row of the goroutine whose block is open, and whether its lines were damaged. */
  private row = 0
  private headerLine = 0
  private isDamaged = false
  private isUnavailable = false
  private ancestorId = 0
  private ancestorDepth = 0
  private cutLine = 0
  /** The file ended inside the last line. */
  private isLineCut = false
  /** A header behind somebody else's text: one only if a function follows it. */
  private held: { bytes: Uint8Array; context: LineContext } | null = null

  constructor(builder: DumpBuilder) {
    this.builder = builder
    this.stack = new StackText(builder.texts, builder.stacks, (frame) => builder.siteOf(frame))
    this.counts = new CountProfile(builder)
  }

  /** True while lines are expected that make sense only together. */
  get isInside(): boolean {
    return this.mode !== 'idle'
  }

  /** Takes one line; false: it is not part of a dump. */
  line(bytes: Uint8Array, from: number, to: number, context: LineContext): boolean {
    this.cutLine = 0
    this.isLineCut = !context.isTerminated
    const isTaken = this.take(bytes, from, this.endOf(bytes, from, to), context)
    if (isTaken) {
      this.foreign = 0
      if (this.dump !== null) {
        this.dump.lastLine = context.line
        if (!Number.isNaN(context.wallMs)) this.dump.time.lastMs = context.wallMs
      }
    } else if (this.mode !== 'idle') {
      this.foreign++
      const most = this.crash?.isOpen === true ? MAX_MESSAGE_LINES : MAX_FOREIGN
      if (this.foreign > most) this.close(context.line)
    }
    return isTaken
  }

  /** The message that the last line ended is over, and a dump in it. */
  endMessage(line: number): void {
    this.held = null
    if (this.mode !== 'idle') this.close(line)
  }

  /** The file is at its end. */
  finish(line: number): void {
    // A function always has its file below it, so a file that ends between the two was cut there.
    const isCut = this.cutLine !== 0 || (this.mode === 'block' && this.stack.isCut(this.isLineCut))
    if (isCut) {
      this.isDamaged = true
      this.builder.issues.note(
        'dataLoss',
        'goroutines/cut',
        line,
        'The file ends inside a goroutine: it and those after it are missing.',
      )
    }
    this.close(line)
  }

  /** Without the blanks that a terminal's copy leaves at the ends of lines; in a message they may be its own. */
  private endOf(bytes: Uint8Array, from: number, to: number): number {
    if (this.crash?.isOpen === true) return to
    while (to > from && (bytes[to - 1] === SPACE || bytes[to - 1] === TAB)) to--
    return to
  }

  private take(bytes: Uint8Array, from: number, to: number, context: LineContext): boolean {
    if (this.held !== null) this.release(bytes, from, to)
    if (this.mode === 'count') {
      if (this.counts.line(bytes, from, to, context.line)) return true
      this.close(context.line)
    }
    if (to === from) return this.emptyLine(context)
    if (bytes[from] === GOROUTINE[0] && startsWith(bytes, from, to, GOROUTINE)) {
      if (this.header.read(bytes, from, to)) {
        this.beginGoroutine(bytes, context)
        return true
      }
      if (isCutHeader(bytes, from, to)) this.cutLine = context.line
    }
    if (this.hold(bytes, from, to, context)) return false
    if (this.mode === 'block') {
      const found = this.stack.line(bytes, from, to)
      if (found !== 'none') return true
      if (this.inBlock(bytes, from, to, context)) return true
    }
    return this.outside(bytes, from, to, context)
  }

  /** `INFO[0012] goroutine 7 [running]:`, as a program logs debug.Stack(). A message that ends so quotes a stack. */
  private hold(bytes: Uint8Array, from: number, to: number, context: LineContext): boolean {
    const at = headerAtEnd(bytes, from, to)
    if (at < 0 || this.crash?.isOpen === true || crashLine(bytes, from, to) !== 'none') return false
    this.noticeHttpPanic(bytes, from, at, context.line)
    this.held = { bytes: bytes.slice(at, to), context: { ...context } }
    return true
  }

  /** The line after a held header says what that was. */
  private release(bytes: Uint8Array, from: number, to: number): void {
    const { held } = this
    this.held = null
    if (held === null || !isFunctionLine(bytes, from, to)) return
    if (this.header.read(held.bytes, 0, held.bytes.length)) this.beginGoroutine(held.bytes, held.context)
  }

  private emptyLine({ line }: LineContext): boolean {
    if (this.mode === 'block') {
      this.endBlock(line)
      this.mode = 'between'
      return true
    }
    if (this.mode === 'crash' && this.crash !== null) this.crash.isOpen = false
    return this.mode !== 'idle'
  }

  /** A line inside a block that is no frame. */
  private inBlock(bytes: Uint8Array, from: number, to: number, { line }: LineContext): boolean {
    if (endsWith(bytes, from, to, UNAVAILABLE)) {
      this.isUnavailable = true
      return true
    }
    if (startsWith(bytes, from, to, ORIGINATING)) {
      this.endBlock(line)
      this.beginBlock('ancestor')
      this.ancestorId = decimal(bytes, from + ORIGINATING.length, to) || 0
      return true
    }
    // A file without its function, or a function line that cannot be one.
    if (bytes[from] === TAB || bytes[to - 1] === 0x28) {
      this.damage(bytes, from, to, line)
      return true
    }
    return false
  }

  private damage(bytes: Uint8Array, from: number, to: number, line: number): void {
    this.isDamaged = true
    const found = textOf(bytes, from, Math.min(to, from + 100)).trim()
    this.builder.issues.note(
      'dataLoss',
      'goroutines/damaged-frame',
      line,
      `A line inside a goroutine's stack is none of a stack: "${found}".`,
    )
  }

  /** A line that is neither header nor frame. */
  private outside(bytes: Uint8Array, from: number, to: number, context: LineContext): boolean {
    const { line } = context
    const kind = crashLine(bytes, from, to)
    if (kind === 'panic' || kind === 'fatal' || kind === 'signal')
      return this.crashBegins(kind, bytes, from, to, context)
    if (kind === 'detail') return this.crashDetail(bytes, from, to, line)
    if (this.counts.begins(bytes, from, to)) {
      this.close(line)
      this.openCounts(bytes, from, to, context)
      return true
    }
    if (this.mode === 'idle') {
      this.noticeHttpPanic(bytes, from, to, line)
      return false
    }
    if (startsWith(bytes, from, to, RUNTIME_STACK)) {
      if (this.mode === 'block') this.endBlock(line)
      this.beginBlock('runtimeStack')
      return true
    }
    if (to - from === DASHES.length && startsWith(bytes, from, to, DASHES)) {
      if (this.mode === 'block') this.endBlock(line)
      this.isContinued = true
      this.mode = 'between'
      return true
    }
    if (startsWith(bytes, from, to, EXIT_STATUS)) {
      this.close(line)
      return true
    }
    if (this.mode === 'crash') return this.crashContinues(bytes, from, to)
    if (this.mode === 'between' && this.dump?.crash && to - from < 400) {
      const text = textOf(bytes, from, to)
      if (REGISTER.test(text)) {
        this.dump.crash.addRegisters(text)
        return true
      }
    }
    this.noticeHttpPanic(bytes, from, to, line)
    return false
  }

  private noticeHttpPanic(bytes: Uint8Array, from: number, to: number, line: number): void {
    const message = httpPanic(bytes, from, to)
    if (message !== null) this.http = { message, line }
  }

  private crashBegins(
    kind: 'panic' | 'fatal' | 'signal',
    bytes: Uint8Array,
    from: number,
    to: number,
    context: LineContext,
  ): boolean {
    const { line } = context
    if (this.mode === 'block') {
      this.endBlock(line)
      this.mode = 'between'
    }
    const running = this.mode === 'crash' ? this.crash : (this.dump?.crash ?? null)
    if (running !== null && (this.isContinued || this.belongs(running, kind, bytes, from, to))) {
      running.add(kind, bytes, from, to)
      return true
    }
    this.close(line)
    const crash = new CrashText(kind, line, timeOf(context))
    for (const held of this.before) if (line - held.line <= 30) crash.addDetail(held.text)
    this.before = []
    crash.add(kind, bytes, from, to)
    if (kind !== 'panic') crash.isOpen = false
    this.crash = crash
    this.mode = 'crash'
    return true
  }

  /** Whether a message belongs to the crash that is being read: before the first goroutine, or found twice. */
  private belongs(
    crash: CrashText,
    kind: 'panic' | 'fatal' | 'signal',
    bytes: Uint8Array,
    from: number,
    to: number,
  ): boolean {
    if (kind === 'fatal' && crash.isRepeat(bytes, from, to)) return true
    if (this.mode !== 'crash') return false
    return kind !== 'panic' || crash.cause !== 'panic'
  }

  private crashDetail(bytes: Uint8Array, from: number, to: number, line: number): boolean {
    const text = textOf(bytes, from, Math.min(to, from + 500))
    const crash = this.mode === 'crash' ? this.crash : (this.dump?.crash ?? null)
    if (this.mode !== 'idle' && crash !== null) {
      if (this.mode === 'block') {
        this.endBlock(line)
        this.mode = 'between'
      }
      crash.addDetail(text)
      return true
    }
    this.before = this.before.filter((held) => line - held.line <= 30).slice(-(MAX_BEFORE - 1))
    this.before.push({ line, text })
    return false
  }

  private crashContinues(bytes: Uint8Array, from: number, to: number): boolean {
    if (this.crash?.isOpen !== true) return false
    this.crash.addContinuation(bytes, from, to)
    return bytes[from] === TAB
  }

  private beginGoroutine(bytes: Uint8Array, context: LineContext): void {
    const { header } = this
    if (this.mode === 'block') this.endBlock(context.line)
    this.builder.headers++
    const status = this.builder.statusOf(bytes, header.statusFrom, header.statusTo)
    const isRunning = this.builder.statusText(status) === 'running'
    if (this.crash !== null || this.dump === null || this.isNewDump(this.dump, isRunning, context)) this.open(context)
    const dump = this.dump as OpenDump
    const { buffer } = dump
    if (buffer.isFull) this.builder.give(dump.ordinal, buffer.rows)
    const row = buffer.add()
    const { rows } = buffer
    rows.id[row] = header.id
    rows.status[row] = status
    rows.waitMinutes[row] = header.waitMinutes
    const isRepeated = header.id !== 0 && dump.ids.has(header.id)
    rows.flags[row] = (header.isLocked ? GOROUTINE_LOCKED : 0) | (isRepeated ? GOROUTINE_REPEATED : 0)
    rows.labelSet[row] = this.builder.labelSetFor(bytes, header.labelsFrom, header.labelsTo)
    rows.bubble[row] = header.bubble
    rows.thread[row] = header.thread
    rows.line[row] = context.line
    this.row = row
    this.headerLine = context.line
    this.hint(dump, status)
    if (header.id !== 0 && !isRepeated) {
      dump.ids.add(header.id)
      dump.goroutines++
      if (header.id > dump.maxId) dump.maxId = header.id
      if (dump.culpritId === null && dump.goroutines === 1 && isRunning && dump.crash?.cause !== 'signal')
        dump.culpritId = dump.crash !== null || dump.cause === 'recovered' ? header.id : null
    }
    dump.rows++
    this.ancestorDepth = 0
    this.beginBlock('goroutine')
  }

  private hint({ hints }: OpenDump, status: number): void {
    const { header } = this
    this.builder.hintStatus(hints, status)
    if (header.hasPointers) hints.atLeast(22)
    if (header.labelsTo > header.labelsFrom) hints.atLeast(26)
    if (header.bubble > 0) {
      hints.atLeast(header.isGroup ? 24 : 25)
      if (header.isGroup) hints.atMost(24)
    }
  }

  /** The same goroutine again, the caller of another dump, or much later: not the dump that is open. */
  private isNewDump(dump: OpenDump, isRunning: boolean, { wallMs }: LineContext): boolean {
    if (!Number.isNaN(wallMs) && wallMs - dump.time.lastMs > MAX_GAP_MS) return true
    if (this.isContinued) return false
    const { id } = this.header
    // Two goroutines met the same fault: the second report follows the first one's goroutines.
    if (id !== 0 && dump.ids.has(id)) return !(isRunning && (dump.crash?.isRepeated ?? false))
    // Whoever asks for all stacks stops the others: only the first one runs. In a crash several may.
    return isRunning && id !== 0 && dump.crash === null && dump.rows > 0
  }

  private open(context: LineContext): void {
    const { line } = context
    const { crash } = this
    this.crash = null
    this.close(line)
    const http = this.http !== null && line - this.http.line <= 50 ? this.http : null
    this.http = null
    this.dump = {
      ...openDump(this.builder, crash?.firstLine ?? http?.line ?? line, crash?.time ?? timeOf(context), this.process),
      cause: crash?.cause ?? (http === null ? 'stack' : 'recovered'),
      message: http?.message ?? null,
      crash,
    }
  }

  private openCounts(bytes: Uint8Array, from: number, to: number, context: LineContext): void {
    const dump = openDump(this.builder, context.line, timeOf(context), this.process)
    const { isLeak, total } = this.counts.begin(bytes, from, to, dump.buffer, (rows) => {
      this.builder.give(dump.ordinal, rows)
    })
    dump.cause = isLeak ? 'leakProfile' : 'debug1'
    dump.statedTotal = total
    if (isLeak) dump.hints.atLeast(26)
    this.dump = dump
    this.mode = 'count'
  }

  private beginBlock(kind: BlockKind): void {
    this.block = kind
    this.mode = 'block'
    this.isDamaged = false
    this.isUnavailable = false
    this.stack.begin()
  }

  /** The block's stack is complete: it belongs to the row, the crash or the ancestor. */
  private endBlock(line: number): void {
    const { stack, dump } = this
    const number = stack.end()
    if (stack.isFull) this.builder.noteFull(this.headerLine)
    if (stack.incomplete > 0)
      this.builder.issues.note(
        'dataLoss',
        'goroutines/frame-without-file',
        line,
        'A function in a stack has no file line below it.',
        stack.incomplete,
      )
    if (this.block === 'runtimeStack') {
      const crash = this.crash ?? dump?.crash ?? null
      if (crash !== null && crash.runtimeStack === null) crash.runtimeStack = number
      return
    }
    if (dump === null) return
    if (this.block === 'ancestor') {
      const row = dump.rows - 1
      this.builder.addAncestor({
        dump: dump.ordinal,
        row,
        depth: this.ancestorDepth++,
        id: this.ancestorId,
        stack: number,
        site: stack.site,
      })
      return
    }
    this.fillRow(dump, number)
  }

  private fillRow(dump: OpenDump, number: number): void {
    const { stack, row } = this
    const { rows } = dump.buffer
    rows.stack[row] = number
    rows.elided[row] = stack.elided
    rows.site[row] = stack.site
    rows.creatorId[row] = stack.creatorId
    if (this.isUnavailable) rows.flags[row] = (rows.flags[row] ?? 0) | GOROUTINE_UNAVAILABLE
    if (this.isDamaged || stack.incomplete > 0) rows.flags[row] = (rows.flags[row] ?? 0) | GOROUTINE_DAMAGED
    // What a goroutine waits for it does not hold yet; a running one shows only the map it is in.
    if (this.builder.stateOf(rows.status[row] ?? 0) === 'waiting' || stack.lockKind === 'map') {
      rows.lockKind[row] = stack.lockNumber
      rows.lockAddress[row] = stack.lockAddress
    }
    rows.pointers.set(stack.pointers, row * stack.pointers.length)
    if (dump.rows === 1 && dump.crash === null) this.nameCause(dump, number)
    this.hintFromStack(dump, number, rows.status[row] ?? 0, rows.lockKind[row] ?? 0)
  }

  private hintFromStack(dump: OpenDump, number: number, status: number, lockKind: number): void {
    const { stack, builder } = this
    const { hints } = dump
    if (!dump.hinted.has(number) && dump.hinted.size < 10_000) {
      dump.hinted.add(number)
      builder.hintStack(dump, number)
    }
    if (stack.elided === 0) hints.atMost(20)
    else if (stack.elided > 0) hints.atLeast(21)
    if (stack.creatorForm === 2) hints.atLeast(21)
    else if (stack.creatorForm === 1 && builder.isUserSite(stack.site)) hints.atMost(20)
    if (stack.hasRegisterArguments) hints.atLeast(17)
    if (lockKind === 0 || builder.statusText(status) !== 'semacquire') return
    const kind = LOCK_KINDS[lockKind]
    if (kind === 'mutex' || kind === 'rwMutexRead' || kind === 'rwMutexWrite') hints.atMost(19)
    else if (kind === 'waitGroup') hints.atMost(23)
  }

  /** Whoever asked stands first. */
  private nameCause(dump: OpenDump, number: number): void {
    if (dump.cause !== 'stack') return
    for (const { fn } of this.builder.stacks.framesOf(number)) {
      const name = this.builder.texts.textOf(fn)
      if (name === 'runtime/pprof.writeGoroutineLeak') dump.cause = 'leakProfile'
      else if (name === 'runtime/pprof.writeGoroutineStacks') dump.cause = 'debug2'
      else continue
      if (dump.cause === 'leakProfile') return
    }
  }

  /** What is open is over. */
  private close(line: number): void {
    if (this.mode === 'block') this.endBlock(line)
    const { dump, crash } = this
    this.dump = null
    this.crash = null
    this.mode = 'idle'
    this.foreign = 0
    this.isContinued = false
    if (dump !== null) {
      if (dump.statedTotal !== null) this.counts.endInto(dump)
      recordDump(this.builder, dump)
      if (ENDS_PROCESS.has(dump.cause)) this.process++
    } else if (crash !== null && recordCrash(this.builder, crash, this.process)) this.process++
  }
}
