// A dump while its lines come, and what becomes of it when it is over.
import type { DumpCause, DumpRecord } from '../../../../shared/records/index.ts'
import type { LineContext } from '../logs/consumer.ts'
import { isRuntimeMessage, isRuntimePanic } from './crashText.ts'
import type { CrashText } from './crashText.ts'
import { RowBuffer } from './DumpBuilder.ts'
import type { DumpBuilder, DumpTime } from './DumpBuilder.ts'
import { IdSet } from './IdSet.ts'
import { VersionHints } from './versions.ts'

export interface OpenDump {
  ordinal: number
  cause: DumpCause
  message: string | null
  crash: CrashText | null
  firstLine: number
  lastLine: number
  culpritId: number | null
  rows: number
  goroutines: number
  statedTotal: number | null
  maxId: number
  ids: IdSet
  hints: VersionHints
  program: string | null
  /** Stacks whose hints were taken. */
  hinted: Set<number>
  time: DumpTime
  process: number
  buffer: RowBuffer
}

/** Time stamps of a line that begins a dump. */
export const timeOf = ({ wallMs, resolutionMs, hasYear, hasZone }: LineContext): DumpTime => ({
  wallMs,
  resolutionMs,
  hasYear,
  hasZone,
  lastMs: wallMs,
})

export function openDump(builder: DumpBuilder, firstLine: number, time: DumpTime, process: number): OpenDump {
  return {
    ordinal: builder.beginDump(firstLine),
    cause: 'stack',
    message: null,
    crash: null,
    firstLine,
    lastLine: firstLine,
    culpritId: null,
    rows: 0,
    goroutines: 0,
    statedTotal: null,
    maxId: 0,
    ids: new IdSet(),
    hints: new VersionHints(),
    program: null,
    hinted: new Set(),
    time,
    process,
    buffer: new RowBuffer(),
  }
}

/** Gives on the last rows and puts the dump into the list; where there were too many dumps, nothing. */
export function recordDump(builder: DumpBuilder, dump: OpenDump): void {
  const { crash, hints } = dump
  builder.give(dump.ordinal, dump.buffer.rows)
  if (dump.ordinal === 0) return
  const record = crash?.record() ?? null
  if (crash !== null && crash.indent > 0) hints.atLeast(23)
  else if (crash !== null && crash.indent < 0) hints.atMost(22)
  if (record?.panics.some(({ isRepanicked }) => isRepanicked)) hints.atLeast(25)
  const row: DumpRecord = {
    ordinal: dump.ordinal,
    firstLine: dump.firstLine,
    lastLine: Math.max(dump.firstLine, dump.lastLine),
    cause: dump.cause,
    message: crash?.text() ?? dump.message,
    crash: record,
    culpritId: dump.culpritId,
    process: dump.process,
    rows: dump.rows,
    goroutines: dump.goroutines,
    statedTotal: dump.statedTotal,
    maxId: dump.maxId > 0 ? dump.maxId : null,
    program: dump.program,
    goVersions: hints.text(),
    placement: null,
  }
  builder.dumps.push({ record: row, time: Number.isNaN(dump.time.wallMs) ? null : dump.time })
}

/**
 * A crash without a goroutine: GOTRACEBACK=none, or the log was cut. Only what the runtime alone prints is one; false: it was
 * somebody else's line.
 */
export function recordCrash(builder: DumpBuilder, crash: CrashText, process: number): boolean {
  const message = crash.text()
  const isFatal = crash.cause === 'fatal' && message !== null && isRuntimeMessage(message)
  const { signal, panics } = crash.record()
  // One panic inside another is laid out by the runtime, whatever they say.
  const isPanic = crash.cause === 'panic' && message !== null && (panics.length > 1 || isRuntimePanic(message))
  if ((signal === null || signal.pc === null) && !isFatal && !isPanic) return false
  const dump = openDump(builder, crash.firstLine, crash.time, process)
  recordDump(builder, { ...dump, cause: crash.cause, crash })
  return true
}
