// Goroutine dumps in the lines of any text (src/runtime/traceback.go, panic.go, mprof.go; src/runtime/pprof/pprof.go; forms of
// Go 1.0 to 1.27): debug=2 and debug=1 texts, SIGQUIT, panics, fatal errors, several in one file, between and inside messages.
// Kept: every goroutine with id, status, wait minutes, stack, creation site and creator, labels, thread, the lock or channel it
// waits for where arguments show it; of a crash its message, nested panics, signal, registers and what the runtime printed
// around it. Not kept: other arguments, program counters and frame pointers.
// Stacks are interned; rows are columns given in batches: memory grows with different stacks, not with goroutines.
import type { ConsumerSummary, LineConsumer, LineContext, LogEnvironment } from '../logs/consumer.ts'
import { wallTime } from '../logs/wallTime.ts'
import { literal, startsWith, textOf } from './bytes.ts'
import { DumpBuilder } from './DumpBuilder.ts'
import { DumpMachine } from './DumpMachine.ts'

/** Processes of one file whose dumps are followed at the same time; lines of further ones are not looked at. */
const MAX_STREAMS = 4096

export class DumpLines implements LineConsumer {
  private readonly environment: LogEnvironment
  private readonly builder: DumpBuilder
  private readonly machines = new Map<number, DumpMachine>()
  /** The machine of the stream that was last: most files have one. */
  private last: DumpMachine | null = null
  private lastStream = Number.NaN
  private lastLine = 0

  constructor(environment: LogEnvironment) {
    this.environment = environment
    this.builder = new DumpBuilder(
      (ordinal, rows) => environment.output.goroutines?.(ordinal, rows),
      environment.issues,
    )
  }

  line(bytes: Uint8Array, from: number, to: number, context: LineContext): boolean {
    this.lastLine = context.lastLine
    // A log that was truncated while a program wrote has a hole, which its next line ends.
    while (from < to && bytes[from] === 0) from++
    if (this.builder.firstMessage === null) this.noticeMessage(bytes, from, to)
    const machine = context.stream === this.lastStream ? this.last : this.machineOf(context.stream)
    if (machine === null) return false
    const isTaken = machine.line(bytes, from, to, context)
    if (context.part > 0 && context.isLastPart) machine.endMessage(context.line)
    return isTaken
  }

  private machineOf(stream: number): DumpMachine | null {
    let machine = this.machines.get(stream) ?? null
    if (machine === null && this.machines.size < MAX_STREAMS) {
      machine = new DumpMachine(this.builder)
      this.machines.set(stream, machine)
    }
    this.last = machine
    this.lastStream = stream
    return machine
  }

  finish(): ConsumerSummary {
    for (const machine of this.machines.values()) machine.finish(this.lastLine)
    const { builder, environment } = this
    const tables = builder.tables((time) => wallTime(time, environment))
    const { dumps } = tables
    if (dumps.length === 0) return { counts: {}, records: 0 }
    environment.output.dumps?.(tables)
    const placed = dumps.flatMap(({ placement }) => placement ?? [])
    const { statedTotal, countRecords, headers } = builder
    return {
      counts: {
        goroutine_headers: headers,
        goroutines: dumps.reduce((sum, { goroutines }) => sum + goroutines, 0),
        dumps: dumps.length,
        ...(statedTotal !== null && { profile_total: statedTotal, records: countRecords }),
      },
      records: dumps.reduce((sum, { rows }) => sum + Math.max(1, rows), 0),
      variant: dumps.at(-1)?.goVersions ?? null,
      placement:
        placed.length === 0
          ? null
          : {
              startMs: placed.reduce((least, { startMs }) => Math.min(least, startMs), Number.POSITIVE_INFINITY),
              endMs: placed.reduce((most, { endMs }) => Math.max(most, endMs), Number.NEGATIVE_INFINITY),
              errorMs: placed.reduce((most, { errorMs }) => Math.max(most, errorMs), 0),
              basis: 'logPrefix',
            },
    }
  }

  /** Like a person who looks for the first line of a crash; `panic(…` of a frame counts where nothing came before it. */
  private noticeMessage(bytes: Uint8Array, from: number, to: number): void {
    const first = bytes[from]
    if (first !== 0x70 && first !== 0x66 && first !== 0x53 && first !== 0x72) return
    const isMessage = MESSAGES.some((text) => startsWith(bytes, from, to, text)) || isSignalName(bytes, from, to)
    if (isMessage) this.builder.firstMessage = textOf(bytes, from, Math.min(to, from + 1000))
  }
}

const MESSAGES = ['panic', 'fatal error: ', 'runtime: out of memory'].map(literal)

const isSignalName = (bytes: Uint8Array, from: number, to: number): boolean =>
  bytes[from] === 0x53 && /^SIG[A-Z0-9]+: /.test(textOf(bytes, from, Math.min(to, from + 20)))
