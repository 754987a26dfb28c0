// The lines a crash report begins with, before its goroutines (facts/pprof.md 6): panics, fatal errors, signals, and what the
// runtime prints around them. Collected line by line; `record` reads the message once it is complete.
import type { CrashRecord, DumpCause, PanicRecord } from '../../../../shared/records/index.ts'
import type { DumpTime } from './DumpBuilder.ts'
import { literal, findByte, startsWith, TAB, textOf } from './bytes.ts'

/** Messages are cut here: a panic value may hold a whole request. */
const MAX_MESSAGE_LINES = 200
const MAX_MESSAGE = 16 * 1024
const MAX_DETAILS = 40
const MAX_REGISTERS = 128

const PANIC = literal('panic: ')
const FATAL = literal('fatal error: ')
const SIG = literal('SIG')
const SIGNAL = literal('[signal ')
const RUNTIME = literal('runtime: ')
const PC = literal('PC=')
const EXCEPTION = literal('Exception 0x')
const FAULT = literal('unexpected fault address ')
const ARRIVED = literal('signal arrived during ')
const INSTRUCTIONS = literal('instruction bytes:')
const HTTP_PANIC = 'http: panic serving '

/** What a line at the start of a crash is. */
export type CrashLine = 'panic' | 'fatal' | 'signal' | 'detail' | 'none'

export function crashLine(bytes: Uint8Array, from: number, to: number): CrashLine {
  switch (bytes[from]) {
    case 0x70: // p
      return startsWith(bytes, from, to, PANIC) ? 'panic' : 'none'
    case 0x66: // f
      return startsWith(bytes, from, to, FATAL) ? 'fatal' : 'none'
    case 0x53: // S
      return startsWith(bytes, from, to, SIG) && isSignal(bytes, from, to) ? 'signal' : 'none'
    case 0x72: // r
      return startsWith(bytes, from, to, RUNTIME) ? 'detail' : 'none'
    case 0x5b: // [
      return startsWith(bytes, from, to, SIGNAL) ? 'detail' : 'none'
    case 0x50: // P
      return startsWith(bytes, from, to, PC) ? 'detail' : 'none'
    case 0x45: // E
      return startsWith(bytes, from, to, EXCEPTION) ? 'signal' : 'none'
    case 0x75: // u
      return startsWith(bytes, from, to, FAULT) ? 'detail' : 'none'
    case 0x73: // s
      return startsWith(bytes, from, to, ARRIVED) ? 'detail' : 'none'
    case 0x69: // i
      return startsWith(bytes, from, to, INSTRUCTIONS) ? 'detail' : 'none'
    default:
      return 'none'
  }
}

/** `SIGQUIT: quit`: signals at which the runtime prints stacks and dies. */
function isSignal(bytes: Uint8Array, from: number, to: number): boolean {
  const colon = findByte(bytes, 0x3a, from, Math.min(to, from + 16))
  if (colon < 0 || colon + 1 >= to || bytes[colon + 1] !== 0x20) return false
  return FATAL_SIGNALS.has(textOf(bytes, from, colon))
}
const FATAL_SIGNALS = new Set(
  ['QUIT', 'ILL', 'TRAP', 'ABRT', 'BUS', 'FPE', 'SEGV', 'SYS', 'STKFLT', 'EMT'].map((name) => `SIG${name}`),
)

/** Messages that only the Go runtime prints: they make a crash of a text without goroutines. */
const RUNTIME_MESSAGE =
  /^(?:all goroutines are asleep|concurrent map |no goroutines |runtime: |out of memory|stack overflow|sync: |cannot allocate memory|unexpected signal during|fault$|found bad pointer in Go heap|malloc deadlock|morestack on g0|bad g in |schedule: |checkdead: )/

export const isRuntimeMessage = (message: string): boolean => RUNTIME_MESSAGE.test(message)

/** The same of panics: what its errors say (src/runtime/error.go and its callers), most of them without a mark of their own. */
const RUNTIME_PANIC =
  /^(?:runtime error: |interface conversion: .*(?:, not |: missing method )|runtime: allocation size out of range$|(?:assignment to entry in nil map|send on closed channel|close of (?:nil|closed) channel|makechan: size out of range|arg size to reflect\.call more than 1GB)$|value method \S+ called using nil \*\S+ pointer$)/

export const isRuntimePanic = (message: string): boolean => RUNTIME_PANIC.test(message)

/** `2026/11/21 03:00:00 http: panic serving 10.0.0.1:1234: runtime error: …` → its message. */
export function httpPanic(bytes: Uint8Array, from: number, to: number): string | null {
  // Cheap first: the letter p of panic behind a colon is rare.
  if (to - from < HTTP_PANIC.length || to - from > 64 * 1024) return null
  for (let at = from; at < Math.min(to, from + 256); at++) {
    if (bytes[at] !== 0x68 || !startsWith(bytes, at, to, HTTP_BYTES)) continue
    const text = textOf(bytes, at + HTTP_PANIC.length, Math.min(to, at + MAX_MESSAGE))
    const message = text.indexOf(': ')
    return message < 0 ? text : text.slice(message + 2)
  }
  return null
}
const HTTP_BYTES = literal(HTTP_PANIC)

/** One crash as its lines come. */
export class CrashText {
  cause: DumpCause
  readonly firstLine: number
  /** Time stamp of its first line. */
  readonly time: DumpTime
  private readonly message: string[] = []
  private messageBytes = 0
  private readonly details: string[] = []
  private readonly registers = new Map<string, string>()
  private fatalMessage: string | null = null
  private signalName: string | null = null
  private repeats = 1
  /** The message goes on until an empty line. */
  isOpen = true
  /** Go 1.23 and later indent further lines of a message by a tab: 1 seen so, −1 seen otherwise. */
  indent = 0
  runtimeStack: number | null = null

  constructor(cause: DumpCause, line: number, time: DumpTime) {
    this.cause = cause
    this.firstLine = line
    this.time = time
  }

  /** The message was printed more than once. */
  get isRepeated(): boolean {
    return this.repeats > 1
  }

  /** A line that `crashLine` knows. */
  add(kind: CrashLine, bytes: Uint8Array, from: number, to: number): void {
    const text = textOf(bytes, from, Math.min(to, from + MAX_MESSAGE))
    if (kind === 'panic') this.addMessage(text.slice(PANIC.length))
    else if (kind === 'fatal') this.addFatal(text.slice(FATAL.length))
    else {
      if (kind === 'signal' && this.signalName === null) this.signalName = text
      this.addDetail(text)
    }
  }

  /** A further line of a panic's message. */
  addContinuation(bytes: Uint8Array, from: number, to: number): void {
    const isIndented = bytes[from] === TAB
    if (this.indent === 0 && to > from) this.indent = isIndented ? 1 : -1
    this.addMessage(textOf(bytes, from, Math.min(to, from + MAX_MESSAGE)))
  }

  addDetail(text: string): void {
    if (this.details.length < MAX_DETAILS) this.details.push(text.slice(0, 500))
  }

  /** `rax    0x0`; several pairs on a line on some processors. */
  addRegisters(text: string): void {
    for (const [, name, value] of text.matchAll(/\b([a-z][a-z0-9_.]{0,15})\s+(0x[0-9a-f]+)/g))
      if (name !== undefined && value !== undefined && this.registers.size < MAX_REGISTERS)
        this.registers.set(name, value)
  }

  /** The same fatal error again, found by another goroutine at the same time. */
  isRepeat(bytes: Uint8Array, from: number, to: number): boolean {
    return this.fatalMessage !== null && textOf(bytes, from + FATAL.length, to) === this.fatalMessage
  }

  private addFatal(message: string): void {
    if (this.fatalMessage === message) {
      this.repeats++
      return
    }
    // A fatal error while panicking ends the process for another reason.
    if (this.fatalMessage === null) this.fatalMessage = message
    else this.addDetail(`fatal error: ${message}`)
    this.cause = 'fatal'
    this.isOpen = false
  }

  private addMessage(text: string): void {
    if (this.message.length >= MAX_MESSAGE_LINES || this.messageBytes + text.length > MAX_MESSAGE) return
    this.message.push(text)
    this.messageBytes += text.length
  }

  /** The message a person would quote. */
  text(): string | null {
    if (this.fatalMessage !== null) return this.fatalMessage
    if (this.cause === 'signal') return this.signalName
    return this.panics().at(-1)?.message ?? null
  }

  record(): CrashRecord {
    return {
      panics: this.panics(),
      signal: signalOf(this.details, this.signalName),
      details: this.details,
      registers: Object.fromEntries(this.registers),
      runtimeStack: this.runtimeStack,
      repeats: this.repeats,
    }
  }

  private panics(): PanicRecord[] {
    if (this.message.length === 0) return []
    // A nested panic stands on a line of its own behind one tab: `<tab>panic: NEXT`.
    const parts: string[][] = [[]]
    this.message.forEach((line, index) => {
      if (index > 0 && line.startsWith('\tpanic: ')) parts.push([line.slice(8)])
      else parts.at(-1)?.push(index > 0 && line.startsWith('\t') ? line.slice(1) : line)
    })
    return parts.map((lines) => {
      const text = lines.join('\n').trimEnd()
      const mark = / \[recovered(, repanicked)?\]$/.exec(text)
      return {
        message: mark ? text.slice(0, mark.index) : text,
        isRecovered: mark !== null,
        isRepanicked: mark?.[1] !== undefined,
      }
    })
  }
}

/** `[signal SIGSEGV: segmentation violation code=0x1 addr=0x10 pc=0x6f8639]`, or `SIGQUIT: quit` and `PC=0x… m=0 sigcode=0`. */
function signalOf(details: readonly string[], first: string | null): CrashRecord['signal'] {
  const line = details.find((detail) => detail.startsWith('[signal ')) ?? null
  if (line !== null) {
    const found = /^\[signal (\S+?):? (.*?)(?:code=(\S+))? addr=(\S+) pc=([^\]\s]+)\]/.exec(line)
    if (!found) return { name: line.slice(8, -1), text: '', code: null, address: null, pc: null }
    const [, name, text, code, address, pc] = found
    return {
      name: name ?? '',
      text: (text ?? '').trimEnd(),
      code: code ?? null,
      address: address ?? null,
      pc: pc ?? null,
    }
  }
  if (first === null) return null
  const [name, ...text] = first.split(': ')
  const place = details.find((detail) => detail.startsWith('PC='))
  const pc = place === undefined ? null : (/^PC=(\S+)/.exec(place)?.[1] ?? null)
  const code = place === undefined ? null : (/sigcode=(\S+)/.exec(place)?.[1] ?? null)
  const address = place === undefined ? null : (/addr=(\S+)/.exec(place)?.[1] ?? null)
  return { name: name ?? first, text: text.join(': '), code, address, pc }
}
