// The lines of one stack: a function and, below it, its file. Frames are put into the tables of the file as they are complete;
// what a waiting goroutine's frames tell of its lock is picked up on the way.
import { ELIDED_FRAME, FRAME_INLINED, NO_SITE, POINTERS_PER_GOROUTINE } from '../../../../shared/records/index.ts'
import type { LockKind } from '../../../../shared/records/index.ts'
import {
  CLOSE,
  COLON,
  DOT,
  OPEN,
  SLASH,
  SPACE,
  TAB,
  literal,
  decimal,
  endsWith,
  findByte,
  isDigit,
  lastIndexOf,
  numberEnd,
  startsWith,
} from './bytes.ts'
import { FrameRoles, SEMAPHORE_OFFSET, kindNumber, pointerArgument } from './frameRoles.ts'
import type { FrameRole } from './frameRoles.ts'
import type { StackTable } from './StackTable.ts'
import { NO_ROOM } from './TextTable.ts'
import type { TextTable } from './TextTable.ts'

/** Deeper stacks are cut here, which no runtime prints (100 frames, 1024 in a traceback of its own). */
const MAX_DEPTH = 4096

const CREATED_BY = literal('created by ')
const IN_GOROUTINE = literal(' in goroutine ')
const ADDITIONAL = literal('...additional frames elided...')
const FRAMES_ELIDED = literal(' frames elided...')
const THREE_DOTS = literal('...')
const INLINED = literal('...)')
const NON_GO = literal('non-Go function')

/** What a line was to the stack. */
export type StackLine = 'function' | 'file' | 'creator' | 'elided' | 'none'

export class StackText {
  private readonly texts: TextTable
  private readonly stacks: StackTable
  private readonly roles = new FrameRoles()
  private readonly nameOf: (id: number) => string
  private readonly frames = new Uint32Array(MAX_DEPTH)
  depth = 0
  /** A function whose file line has not come yet; −1: none. */
  private pendingName = -1
  private pendingFlags = 0
  private isPendingCreator = false
  /** No frame without a file below it: the line had no brackets (a frame of C), or its name has no package. */
  private isPendingBare = false
  /** The line was a word without brackets: a frame of C, or anything that follows a stack. */
  private isPendingWord = false
  elided = Number.NaN
  site = NO_SITE
  creatorId = Number.NaN
  lockKind: LockKind = 'none'
  lockAddress = Number.NaN
  private semaphore = Number.NaN
  readonly pointers = new Float64Array(POINTERS_PER_GOROUTINE)
  private pointerCount = 0
  private isUserReached = false
  private pendingPointer = Number.NaN
  /** Frames without a file line. */
  incomplete = 0
  /** A text or frame had no room in the tables. */
  isFull = false
  /** Arguments were in groups or marked `?`: Go 1.17 and later. */
  hasRegisterArguments = false
  /** Told by `created by`: 0 not seen, 1 without the creator's id, 2 with it. */
  creatorForm = 0
  private readonly siteOf: (frame: number) => number

  constructor(texts: TextTable, stacks: StackTable, siteOf: (frame: number) => number) {
    this.texts = texts
    this.stacks = stacks
    this.siteOf = siteOf
    this.nameOf = (id) => texts.textOf(id)
  }

  begin(): void {
    this.depth = 0
    this.pendingName = -1
    this.isPendingCreator = false
    this.elided = Number.NaN
    this.site = NO_SITE
    this.creatorId = Number.NaN
    this.lockKind = 'none'
    this.lockAddress = Number.NaN
    this.semaphore = Number.NaN
    this.pointerCount = 0
    this.pointers.fill(Number.NaN)
    this.isUserReached = false
    this.incomplete = 0
    this.isFull = false
    this.creatorForm = 0
  }

  /**
   * The stack ends behind the line of a function. A word alone (`FAIL`, a prompt) is none, unless the file ends in it (`isCutLine`) and
   * it may be the beginning of a function's name.
   */
  isCut(isCutLine: boolean): boolean {
    if (this.pendingName < 0) return false
    return !this.isPendingWord || (isCutLine && NAME_BEGINS.test(this.nameOf(this.pendingName)))
  }

  /** Takes one line of the stack's text; `none`: it is no part of a stack. */
  line(bytes: Uint8Array, from: number, to: number): StackLine {
    const first = bytes[from]
    if (first === TAB || first === SPACE) return this.fileLine(bytes, from, to) ? 'file' : 'none'
    if (first === DOT) return this.elidedLine(bytes, from, to) ? 'elided' : 'none'
    if (startsWith(bytes, from, to, CREATED_BY)) {
      this.creatorLine(bytes, from + CREATED_BY.length, to)
      return 'creator'
    }
    if (this.pendingName >= 0 && this.bareFileLine(bytes, from, to)) return 'file'
    return this.functionLine(bytes, from, to) ? 'function' : 'none'
  }

  /** The number of the finished stack, or that of the empty one where there was no room. */
  end(): number {
    this.dropPending()
    if (!Number.isNaN(this.semaphore) && Number.isNaN(this.lockAddress)) this.useSemaphore()
    const stack = this.stacks.stackOf(this.frames, this.depth)
    if (stack !== NO_ROOM) return stack
    this.isFull = true
    return 0
  }

  get lockNumber(): number {
    return kindNumber(this.lockKind)
  }

  private functionLine(bytes: Uint8Array, from: number, to: number): boolean {
    if (bytes[to - 1] !== CLOSE) return this.bareLine(bytes, from, to)
    const open = argumentsOf(bytes, from, to)
    if (open < 0) return false
    this.dropPending()
    const name = this.texts.idOf(bytes, from, open)
    if (name === NO_ROOM) {
      this.isFull = true
      return true
    }
    const isInlined = to - open === 5 && endsWith(bytes, from, to, INLINED)
    this.pendingName = name
    this.pendingFlags = isInlined ? FRAME_INLINED : 0
    this.isPendingCreator = false
    this.isPendingBare = findByte(bytes, DOT, from, open) < 0
    this.isPendingWord = false
    this.readArguments(bytes, name, open + 1, to, isInlined)
    return true
  }

  /** `C.work`, `non-Go function`: a frame of a cgo traceback, known by the file line below it. */
  private bareLine(bytes: Uint8Array, from: number, to: number): boolean {
    if (this.pendingName >= 0 || to === from || to - from > 512 || bytes[to - 1] === COLON || bytes[to - 1] === OPEN)
      return false
    const isNonGo = startsWith(bytes, from, to, NON_GO)
    if (!isNonGo && findByte(bytes, SPACE, from, to) >= 0) return false
    const name = this.texts.idOf(bytes, from, to)
    if (name === NO_ROOM) return false
    this.pendingName = name
    this.pendingFlags = 0
    this.isPendingCreator = false
    this.isPendingBare = true
    this.isPendingWord = !isNonGo
    return false
  }

  private readArguments(bytes: Uint8Array, name: number, at: number, to: number, isInlined: boolean): void {
    this.pendingPointer = Number.NaN
    const found = this.roles.of(name, this.nameOf)
    const role = this.roles.roleOf(found)
    if (role !== null) {
      if (!this.isUserReached)
        this.useRole(role, isInlined ? Number.NaN : pointerArgument(bytes, at, to, role.argument))
    } else if (this.roles.isUser(found)) {
      this.isUserReached = true
      if (!isInlined) this.pendingPointer = pointerArgument(bytes, at, to, 0)
    }
    if (!this.hasRegisterArguments && (bytes[at] === 0x7b || bytes[to - 2] === 0x3f)) this.hasRegisterArguments = true
  }

  /** Outer frames know better: RWMutex.Lock waits in the Mutex at its start. */
  private useRole({ kind, offset, isSemaphore }: FrameRole, address: number): void {
    if (kind === 'map' && this.lockKind !== 'none') return
    if (isSemaphore) {
      if (this.lockKind === 'none') this.lockKind = kind
      if (!Number.isNaN(address)) this.semaphore = address
      return
    }
    this.lockKind = kind
    if (Number.isNaN(address)) return
    const isSurer = Number.isNaN(this.lockAddress) || address > 0
    if (isSurer) this.lockAddress = address > 0 ? address - offset : address + offset
  }

  /** Only the semaphore's address is known: the lock's own follows where its layout is the same in all versions. */
  private useSemaphore(): void {
    const offset = SEMAPHORE_OFFSET[this.lockKind]
    if (offset === undefined) this.lockAddress = this.semaphore
    else this.lockAddress = this.semaphore > 0 ? this.semaphore - offset : this.semaphore + offset
  }

  private creatorLine(bytes: Uint8Array, from: number, to: number): void {
    this.dropPending()
    const at = lastIndexOf(bytes, from, to, IN_GOROUTINE)
    let nameEnd = to
    this.creatorForm = 1
    if (at > from) {
      const id = decimal(bytes, at + IN_GOROUTINE.length, to)
      if (numberEnd === to && !Number.isNaN(id)) {
        this.creatorId = id
        this.creatorForm = 2
        nameEnd = at
      }
    }
    const name = this.texts.idOf(bytes, from, nameEnd)
    this.isFull ||= name === NO_ROOM
    this.pendingName = name
    this.pendingFlags = 0
    this.isPendingCreator = true
    this.isPendingBare = false
    this.isPendingWord = false
    this.pendingPointer = Number.NaN
  }

  /** `<tab>/go/src/main.go:42 +0x1d fp=0x… sp=0x… pc=0x…`; the path may hold blanks and colons. */
  private fileLine(bytes: Uint8Array, from: number, to: number): boolean {
    if (this.pendingName < 0) return false
    let start = from
    while (start < to && (bytes[start] === TAB || bytes[start] === SPACE)) start++
    const colon = lineColon(bytes, start, to)
    if (colon < 0) return false
    const line = decimal(bytes, colon + 1, to)
    this.push(this.texts.idOf(bytes, start, colon), Number.isNaN(line) ? 0 : Math.min(line, 0xffff_ffff))
    return true
  }

  /** The same where what carried the text took the tab off (journald's export, a paste): a place in a source file alone. */
  private bareFileLine(bytes: Uint8Array, from: number, to: number): boolean {
    const colon = lineColon(bytes, from, to)
    if (colon < 0 || !hasExtension(bytes, from, colon)) return false
    decimal(bytes, colon + 1, to)
    const hasCounter = COUNTERS.some((text) => startsWith(bytes, numberEnd, to, text))
    if (!hasCounter) {
      // Inlined calls have a line number alone, frames of C never: a path and nothing else on the line.
      const isPath = bytes[from] === SLASH || (bytes[from + 1] === COLON && to - from > 3)
      if (numberEnd !== to || !isPath || this.isPendingWord) return false
    }
    return this.fileLine(bytes, from, to)
  }

  private elidedLine(bytes: Uint8Array, from: number, to: number): boolean {
    if (startsWith(bytes, from, to, ADDITIONAL)) this.elided = 0
    else if (startsWith(bytes, from, to, THREE_DOTS) && isDigit(bytes[from + 3])) {
      const count = decimal(bytes, from + 3, to)
      if (!startsWith(bytes, numberEnd, to, FRAMES_ELIDED) || Number.isNaN(count)) return false
      this.elided = count
    } else return false
    this.dropPending()
    this.pendingName = this.texts.idOf(ELIDED, 0, ELIDED.length)
    this.pendingFlags = 0
    this.isPendingCreator = false
    this.pendingPointer = Number.NaN
    this.push(0, 0)
    return true
  }

  /** The pending function becomes a frame. */
  private push(file: number, line: number): void {
    const frame = this.stacks.frameOf(this.pendingName, file, line, this.pendingFlags)
    this.pendingName = -1
    if (frame === NO_ROOM) {
      this.isFull = true
      return
    }
    if (this.isPendingCreator) this.site = this.siteOf(frame)
    else if (this.depth < MAX_DEPTH) this.frames[this.depth++] = frame
    if (!Number.isNaN(this.pendingPointer) && this.pointerCount < POINTERS_PER_GOROUTINE)
      this.pointers[this.pointerCount++] = this.pendingPointer
  }

  /** A function without a file line is kept where it cannot be anything else. */
  private dropPending(): void {
    if (this.pendingName < 0) return
    if (this.isPendingBare) {
      this.pendingName = -1
      return
    }
    this.incomplete++
    this.push(0, 0)
  }
}

const ELIDED = literal(ELIDED_FRAME)
/** As package paths, cgo's names and so names of functions begin. */
const NAME_BEGINS = /^(?:[a-z_]|C\.)[^@:$#>`'"]*$/

/** Where the arguments of a function's line begin, whose last byte closes them; −1: it is none. */
function argumentsOf(bytes: Uint8Array, from: number, to: number): number {
  let open = to - 2
  while (open > from && bytes[open] !== OPEN) open--
  if (open <= from || findByte(bytes, SPACE, from, open) >= 0) return -1
  // `main.main)(`: a bracket that was never opened is damage.
  if (bytes[open - 1] === CLOSE && findByte(bytes, OPEN, from, open) < 0) return -1
  return open
}

/** `main.work(0x1)`: the line of a function with its package, whatever came before it. */
export function isFunctionLine(bytes: Uint8Array, from: number, to: number): boolean {
  const first = bytes[from]
  if (first === TAB || first === SPACE || first === DOT || bytes[to - 1] !== CLOSE) return false
  const open = argumentsOf(bytes, from, to)
  return open > 0 && findByte(bytes, DOT, from, open) > 0
}

/** `….go`, `….s`: a name that ends in a dot and a few letters. */
function hasExtension(bytes: Uint8Array, from: number, to: number): boolean {
  let dot = to - 1
  while (dot > from && to - dot < 5 && bytes[dot] !== DOT) dot--
  return bytes[dot] === DOT && dot > from && dot < to - 1 && !isDigit(bytes[dot + 1])
}

/** What stands behind the line number of a call that was not inlined. */
const COUNTERS = [' +0x', ' fp=0x', ' pc=0x'].map(literal)

/** First letters of `+0x…`, `fp=`, `sp=`, `pc=`. */
const AFTER_LINE = literal('+fsp')

/** Place of the colon before the line number: the last one whose digits are followed by the end or by ` +0x`, ` fp=`, ` pc=`. */
function lineColon(bytes: Uint8Array, from: number, to: number): number {
  for (let at = to - 2; at > from; at--) {
    if (bytes[at] !== COLON || !isDigit(bytes[at + 1])) continue
    let end = at + 1
    while (end < to && isDigit(bytes[end])) end++
    if (end === to) return at
    if (end + 1 < to && bytes[end] === SPACE && AFTER_LINE.includes(bytes[end + 1] ?? 0)) return at
  }
  return -1
}
