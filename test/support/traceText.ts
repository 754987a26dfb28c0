// Execution traces as text, so that odd ones can be read in the test that has them. One line a record; sizes, string ids where
// a text is quoted, and ends of generations are worked out here:
//
//   go 1.26
//   Generation 1                       begins a generation; writes the mark of its end before it from 1.26 on
//   EventBatch m=3 time=100            gen=… to override the number
//   ProcStatus dt=1 p=0 pstatus=1      wire names; arguments by name or by place, numbers, 0x… or ^0
//   GoBlock 2 "sync" 0                 a quoted text becomes the id of a string of the generation
//   Strings / Stacks / CPUSamples / Sync: batches of tables
//   String 5 "chan receive"            in a Strings batch
//   Stack 1 0x10,"main.f","f.go",3 …   frames in a Stacks batch
//   CPUSample 110 3 0 1 0              time, m, p, g, stack
//   Frequency 1000000000
//   ClockSnapshot 1 5000 1700000000 0  dt, mono, seconds, nanoseconds
//   Experiment 1 / Bytes 01 80 40 …    a batch of an experiment and its bytes
//   Raw 31 00 …                        bytes outside of batches
//   NoEnd                              no mark behind the current generation
//
// v1 (`go 1.21`): Batch P TICKS, events by wire name with the time delta first, String ID "text", Stack …, Frequency N.
import { TRACE_KINDS } from '../../shared/records/index.ts'
import { WIRE_EVENTS } from '../../electron/engine/formats/gotrace/wireEvents.ts'
import { v1Layout, v1Name, V1_TYPES } from '../../electron/engine/formats/gotrace/v1/v1Events.ts'
import { TraceBytes, traceHeaderBytes } from './traceBytes.ts'

const TABLE_BATCHES: Record<string, number> = { Strings: 4, Stacks: 2, CPUSamples: 6, Sync: 50 }
const TYPES = new Map<string, number>([
  ...TRACE_KINDS.map(({ kind, name }) => [name, kind] as const),
  ['ClockSnapshot', 51],
])

type Word = number | bigint | { text: string }

/** Bytes of the trace that the text describes. */
export function traceOf(text: string): Uint8Array {
  const lines = text
    .split('\n')
    .map((line) => line.replace(/(^|\s)#.*$/, '').trim())
    .filter((line) => line !== '')
  const version = Number(/^go 1\.(\d+)$/.exec(lines[0] ?? '')?.[1] ?? Number.NaN)
  if (Number.isNaN(version)) throw new Error(`a trace begins with its header, not with ${lines[0]}`)
  const out = new TraceBytes().bytes(traceHeaderBytes(version))
  if (version < 22) writeV1(out, version, lines.slice(1))
  else new V2Text(out, version).write(lines.slice(1))
  return out.copy()
}

class V2Text {
  private readonly out: TraceBytes
  private readonly version: number
  private generation = 0
  private batch: { head: (out: TraceBytes) => void; data: TraceBytes } | null = null
  /** Texts of the generation that were quoted in events. */
  private quoted = new Map<string, number>()
  private hasEnd = true
  /** Of the batch before: a batch without one has it, too. */
  private lastTime = '1'

  constructor(out: TraceBytes, version: number) {
    this.out = out
    this.version = version
  }

  write(lines: readonly string[]): void {
    for (const line of lines) this.line(line)
    this.endGeneration()
  }

  private line(line: string): void {
    const [name = '', ...rest] = words(line)
    if (name === 'Generation') {
      this.endGeneration()
      this.generation = Number(rest[0])
      this.hasEnd = true
      return
    }
    if (name === 'NoEnd') {
      this.hasEnd = false
      return
    }
    if (name === 'Raw') {
      this.endBatch()
      for (const byte of rest) this.out.byte(Number.parseInt(byte, 16))
      return
    }
    if (name === 'EventBatch' || name in TABLE_BATCHES || name === 'Experiment') return this.beginBatch(name, rest)
    const { batch } = this
    if (batch === null) throw new Error(`"${line}" stands outside of a batch`)
    if (name === 'Bytes') for (const byte of rest) batch.data.byte(Number.parseInt(byte, 16))
    else if (name === 'String') string(batch.data.byte(5), rest)
    else if (name === 'Stack') this.stack(batch.data, rest)
    else if (name === 'CPUSample') this.args(batch.data.byte(7), rest)
    else if (name === 'Frequency') this.args(batch.data.byte(8), rest)
    else {
      const type = TYPES.get(name)
      if (type === undefined) throw new Error(`unknown record ${name}`)
      const want = (WIRE_EVENTS.find((event) => event.type === type)?.args ?? 0) + 1
      const values = rest.map((word) => word.replace(/^[a-z_]+=/, ''))
      if (values.length !== want) throw new Error(`"${line}" has ${values.length} arguments, ${want} expected`)
      this.args(batch.data.byte(type), values)
    }
  }

  private beginBatch(name: string, rest: readonly string[]): void {
    this.endBatch()
    const options = new Map(
      rest.filter((word) => word.includes('=')).map((word) => word.split('=') as [string, string]),
    )
    const generation = wordOf(options.get('gen') ?? String(this.generation))
    const thread = wordOf(options.get('m') ?? '^0')
    const time = wordOf(options.get('time') ?? this.lastTime)
    this.lastTime = options.get('time') ?? this.lastTime
    const data = new TraceBytes()
    const isExperiment = name === 'Experiment'
    const head = (out: TraceBytes): void => {
      if (isExperiment) out.byte(49).byte(Number(rest[0]))
      else out.byte(1)
      for (const word of [generation, thread, time]) out.varint(numeric(word))
      out.paddedVarint(data.length)
    }
    this.batch = { head, data }
    // Before 1.25 a sync batch is the frequency alone.
    const type = TABLE_BATCHES[name]
    if (type !== undefined && !(name === 'Sync' && this.version < 25)) data.byte(type)
  }

  private args(data: TraceBytes, values: readonly string[]): void {
    for (const value of values) {
      const word = wordOf(value)
      data.varint(typeof word === 'object' ? this.quote(word.text) : word)
    }
  }

  private quote(text: string): number {
    const id = this.quoted.get(text) ?? 100_000 + this.quoted.size
    this.quoted.set(text, id)
    return id
  }

  private stack(data: TraceBytes, [id = '', ...frames]: readonly string[]): void {
    data
      .byte(3)
      .varint(numeric(wordOf(id)))
      .varint(frames.length)
    for (const frame of frames) this.args(data, frame.split(','))
  }

  private endBatch(): void {
    const { batch } = this
    this.batch = null
    if (batch === null) return
    batch.head(this.out)
    this.out.bytes(batch.data.view())
  }

  private endGeneration(): void {
    this.endBatch()
    if (this.generation === 0) return
    if (this.quoted.size > 0) {
      this.beginBatch('Strings', [])
      for (const [text, id] of this.quoted) string(this.batch?.data.byte(5) ?? this.out, [String(id), `"${text}"`])
      this.endBatch()
      this.quoted = new Map()
    }
    if (this.version >= 26 && this.hasEnd) this.out.byte(52)
  }
}

function writeV1(out: TraceBytes, version: number, lines: readonly string[]): void {
  const layout = v1Layout(version)
  const types = new Map(Array.from({ length: V1_TYPES }, (_, type) => [v1Name(type), type]))
  for (const line of lines) {
    const [name = '', ...rest] = words(line)
    if (name === 'Raw') {
      for (const byte of rest) out.byte(Number.parseInt(byte, 16))
      continue
    }
    const type = types.get(name)
    if (type === undefined) throw new Error(`unknown record ${name}`)
    if (name === 'String') {
      string(out.byte(type), rest)
      continue
    }
    if (name === 'Batch') {
      out.byte(type | 0x40)
      for (const word of rest) out.varint(numeric(wordOf(word)))
      continue
    }
    const data = new TraceBytes()
    const plain = rest.filter((word) => !word.startsWith('"'))
    if (name === 'Stack') {
      const [id = '', ...frames] = plain
      data.varint(numeric(wordOf(id))).varint(frames.length)
      for (const frame of frames) for (const word of frame.split(',')) data.varint(numeric(wordOf(word)))
    } else for (const word of plain) data.varint(numeric(wordOf(word)))
    // Without the time delta; Frequency and TimerGoroutine have none.
    const count = name === 'Frequency' || name === 'TimerGoroutine' ? 0 : (layout.args[type] ?? 0)
    if (name !== 'Stack' && count < 3) out.byte(type | (count << 6)).bytes(data.view())
    else
      out
        .byte(type | 0xc0)
        .varint(data.length)
        .bytes(data.view())
    const message = rest.find((word) => word.startsWith('"'))
    if (message !== undefined) {
      const bytes = new TextEncoder().encode(message.slice(1, -1))
      out.varint(bytes.length).bytes(bytes)
    }
  }
}

function string(out: TraceBytes, [id = '', text = '']: readonly string[]): void {
  const bytes = new TextEncoder().encode(text.slice(1, -1))
  out
    .varint(numeric(wordOf(id)))
    .varint(bytes.length)
    .bytes(bytes)
}

/** Words of a line; quoted texts are one, frames with quoted texts too. */
const words = (line: string): string[] => line.match(/(?:[^\s"]|"[^"]*")+/g) ?? []

function wordOf(word: string): Word {
  if (word.startsWith('"')) return { text: word.slice(1, -1) }
  if (word.startsWith('^')) return BigInt.asUintN(64, ~BigInt(word.slice(1)))
  return word.length > 15 || word.startsWith('0x') ? BigInt(word) : Number(word)
}

function numeric(word: Word): number | bigint {
  if (typeof word === 'object') throw new Error(`a number is expected, not "${word.text}"`)
  return word
}
