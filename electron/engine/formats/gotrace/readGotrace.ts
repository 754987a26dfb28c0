// Reads execution traces (runtime/trace) of Go 1.7 and later. The two families share the first 16 bytes and nothing else:
//   v1, Go 1.7–1.21: https://github.com/golang/go/blob/go1.21.13/src/runtime/trace.go        → readV1.ts
//   v2, Go 1.22+:    https://github.com/golang/go/tree/go1.26.0/src/internal/trace/tracev2   → readV2.ts
// Both come out as the events of v2, in the order and with the checks of Go's own readers. Header 1.5 (Go 1.5 and 1.6) is refused
// after its events were checked: functions can be named only with the binary. Unknown versions are refused by name; a newer one
// is read by the newest tables as long as its events are known.
// Loses: lines beyond 2^32, numbers beyond 2^53 (rounded). A v1 syscall that kept its proc has no duration and is given 1 ns.
import type { TraceEnd, TraceSink } from '../../../../shared/records/index.ts'
import { FormatError } from '../FormatError.ts'
import type { ReaderOutput, ReadSummary, SourceReader } from '../reader.ts'
import { runOut } from '../../../../shared/lib/runOut.ts'
import { HEADER_BYTES, traceHeader } from './header.ts'
import type { TraceHeader } from './header.ts'
import { V2Reader } from './readV2.ts'
import { createV1Core } from './v1/createV1Core.ts'
import { V1Reader } from './v1/readV1.ts'
import { TraceTablesBuilder } from './TraceTablesBuilder.ts'
import { createCore } from './core/createCore.ts'
import type { CoreChoice } from './core/createCore.ts'

export interface GotraceOptions {
  /** Which core orders events; tests compare the two. */
  core?: CoreChoice
}

export class GotraceReader implements SourceReader {
  private readonly output: ReaderOutput
  private readonly sink: TraceSink
  private readonly options: GotraceOptions
  private head: Uint8Array | null = new Uint8Array(0)
  private header: TraceHeader | null = null
  private reader: V1Reader | V2Reader | null = null

  constructor(output: ReaderOutput, options: GotraceOptions = {}) {
    this.output = output
    this.sink = output.trace ?? {}
    this.options = options
  }

  push(chunk: Uint8Array): void {
    runOut(this.pushSteps(chunk))
  }

  finish(): ReadSummary {
    return runOut(this.finishSteps())
  }

  *pushSteps(chunk: Uint8Array): Generator<void, void> {
    if (this.head === null) {
      if (this.reader !== null) yield* this.reader.pushSteps(chunk)
      return
    }
    const bytes = new Uint8Array(this.head.length + chunk.length)
    bytes.set(this.head)
    bytes.set(chunk, this.head.length)
    this.head = bytes
    if (bytes.length < HEADER_BYTES) return
    this.head = null
    yield* this.begin(bytes).pushSteps(bytes.subarray(HEADER_BYTES))
  }

  private begin(bytes: Uint8Array): V1Reader | V2Reader {
    const answer = traceHeader(bytes)
    if (answer === null) throw new FormatError('gotrace/malformed', 'There is no trace header.', { byte: 0 })
    if ('unknown' in answer)
      throw new FormatError('gotrace/unknown-version', `unknown or unsupported trace version ${answer.unknown}`, {
        byte: 0,
      })
    const header = answer.known
    this.header = header
    const { tables, reader } = this.readerFor(header)
    this.reader = reader
    this.sink.begin?.({ header: header.name, version: header.version, family: header.family, tables })
    return reader
  }

  private readerFor(header: TraceHeader): { tables: TraceTablesBuilder; reader: V1Reader | V2Reader } {
    if (header.family === 'v1') {
      const core = createV1Core(this.options.core)
      const tables = new TraceTablesBuilder(core)
      return { tables, reader: new V1Reader(header, core, tables, this.sink) }
    }
    const core = createCore(this.options.core)
    const tables = new TraceTablesBuilder(core)
    return { tables, reader: new V2Reader(header, core, tables, this.sink) }
  }

  *finishSteps(): Generator<void, ReadSummary> {
    const { reader, header } = this
    if (reader === null || header === null)
      throw new FormatError(
        'gotrace/truncated',
        `The file ends inside the header, after ${this.head?.length ?? 0} bytes.`,
        { byte: this.head?.length ?? 0 },
      )
    yield* reader.finishSteps()
    const end = reader.end()
    this.sink.end?.(end)
    if (this.sink.rest) yield* this.sink.rest()
    this.tell(header, end)
    const { failure } = end
    if (failure !== null && (end.events === 0 || header.family === 'v1'))
      throw new FormatError(failure.code, failure.message, { byte: failure.byte })
    return {
      counts: {
        events: end.events,
        generations: end.completeGenerations,
        goroutines: end.tables.goroutines.length - 1,
        threads: end.tables.threads.length - 1,
        procs: end.tables.procs.length - 1,
        stacks: end.tables.stacks.length - 1,
        strings: end.tables.strings.length - 1,
      },
      variant: header.name,
      lives: [],
      placement: end.wall,
      records: end.events,
    }
  }

  private tell(header: TraceHeader, end: TraceEnd): void {
    for (const issue of this.reader?.issues() ?? []) this.output.issue(issue)
    if (header.isNewer)
      this.output.issue({
        severity: 'note',
        code: 'gotrace/newer-version',
        message: `The header "${header.name} trace" is newer than the versions known here; it was read by the newest tables.`,
        at: { byte: 0 },
        count: 1,
      })
    const { failure } = end
    if (failure !== null)
      this.output.issue({
        severity: failure.code === 'gotrace/truncated' ? 'dataLoss' : 'error',
        code: failure.code,
        message: `${failure.message} ${end.completeGenerations} complete generations before it were read.`,
        at: { byte: failure.byte },
        count: 1,
      })
  }
}
