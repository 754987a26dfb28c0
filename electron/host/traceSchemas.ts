// Schemas of the calls about execution traces.
import * as v from 'valibot'
import type { CaseParams } from '../../shared/contract/caseCalls.ts'
import { TRACE_PPROF_KINDS, TRACE_SERIES, TRACE_TRACK_KINDS } from '../../shared/contract/traceCalls.ts'
import type { TraceCalls, TraceTableCalls } from '../../shared/contract/traceCalls.ts'
import { TRACE_TABLE_NAMES } from '../../shared/contract/traceTables.ts'
import { count, finite, listing, pageSize, sourceId } from './schemaParts.ts'

type Schemas<Names extends keyof TraceCalls> = {
  readonly [Name in Names]: v.GenericSchema<unknown, CaseParams<Name>>
}

const page = { offset: count, limit: pageSize }
/** Columns are checked where the table is: one that it has not is refused there. */
const question = { ...listing(v.pipe(v.string(), v.maxLength(100))), ...page }
const window = { fromNs: finite, toNs: finite }

const trackKind = v.picklist(TRACE_TRACK_KINDS)
const tracks = v.pipe(v.array(count), v.maxLength(10_000))
const opened = v.pipe(v.array(count), v.maxLength(10_000))
const rows = v.pipe(count, v.maxValue(2_000_000))

const tables = Object.fromEntries(
  TRACE_TABLE_NAMES.map((table) => [`traces.${table}`, v.strictObject({ sourceId, ...question })]),
) as unknown as Schemas<keyof TraceTableCalls>

export const TRACE_SCHEMAS: Schemas<keyof TraceCalls> = {
  ...tables,
  'traces.list': v.strictObject(question),
  'traces.get': v.strictObject({ sourceId }),
  'traces.utilization': v.strictObject({
    sourceId,
    scope: v.variant('kind', [
      v.strictObject({ kind: v.literal('system') }),
      v.strictObject({ kind: v.literal('proc') }),
      v.strictObject({ kind: v.literal('goroutine'), goroutine: count }),
    ]),
    windowNs: v.pipe(finite, v.minValue(1)),
  }),
  'traces.series': v.strictObject({
    sourceId,
    series: v.picklist(TRACE_SERIES),
    ...window,
    maxPoints: v.pipe(count, v.minValue(2), v.maxValue(1_000_000)),
  }),
  'traces.goroutine': v.strictObject({ sourceId, goroutine: count }),
  'traces.intervals': v.strictObject({ sourceId, goroutine: count, ...window, ...page }),
  'traces.path': v.strictObject({ sourceId, goroutine: count, ...window }),
  'traces.pixels': v.strictObject({
    sourceId,
    kind: trackKind,
    tracks,
    ...window,
    pixels: v.pipe(count, v.minValue(1), v.maxValue(16_384)),
  }),
  'traces.spanMap': v.strictObject({
    sourceId,
    filter: question.filter,
    ...window,
    columns: v.pipe(count, v.minValue(1), v.maxValue(8192)),
    lanes: v.pipe(count, v.minValue(1), v.maxValue(2048)),
  }),
  'traces.parts': v.strictObject({ sourceId, kind: trackKind, tracks, ...window, limit: rows }),
  'traces.events': v.strictObject({ sourceId, ...window, limit: rows }),
  'traces.taskTree': v.strictObject({ sourceId, open: opened, whole: opened, closed: opened, ...question }),
  'traces.task': v.strictObject({ sourceId, task: count }),
  'traces.pprof': v.strictObject({ sourceId, kind: v.picklist(TRACE_PPROF_KINDS) }),
  'traces.stack': v.strictObject({ sourceId, stack: count }),
}
