import type { TableListing, TablePage } from '../../../shared/contract/tables.ts'
import type { TraceCalls, TraceTableCalls } from '../../../shared/contract/traceCalls.ts'
import { TRACE_TABLE_NAMES } from '../../../shared/contract/traceTables.ts'
import type { TraceColumn, TraceTableName } from '../../../shared/contract/traceTables.ts'
import type { SourceId } from '../../../shared/records/index.ts'
import { inTurns } from '../../engine/jobs/Turns.ts'
import { goroutineDetail, intervalPage } from '../../engine/jobs/trace/goroutineDetail.ts'
import { traceOverview } from '../../engine/jobs/trace/overview.ts'
import { tracePath } from '../../engine/jobs/trace/path.ts'
import { tracePprof } from '../../engine/jobs/trace/pprofOf.ts'
import {
  listRanking,
  listTable,
  prepareTable,
  tracePage,
  traceRanking,
  traceTable,
} from '../../engine/jobs/trace/tables.ts'
import { taskDetail } from '../../engine/jobs/trace/taskDetail.ts'
import { readTaskIndex } from '../../engine/jobs/trace/taskIndex.ts'
import { listTaskTree, taskTops, taskTreePage } from '../../engine/jobs/trace/taskTree.ts'
import { traceSeries } from '../../engine/jobs/trace/series.ts'
import { spanMap } from '../../engine/jobs/trace/spanMap.ts'
import { traceEvents, traceIntervals, tracePixels } from '../../engine/jobs/trace/timeline.ts'
import { traceUtilization } from '../../engine/jobs/trace/utilization.ts'
import type { CaseContext } from '../CaseContext.ts'
import type { CaseHandlers, Handlers } from './index.ts'

const MAX_ROWS = 1000

type TableParams = { sourceId: SourceId } & TableListing<TraceColumn> & TablePage

/** Execution traces: their figures, their tables by page, what is asked of one of them. */
export const traceHandlers = (context: CaseContext): Handlers<keyof TraceCalls> => ({
  ...tableHandlers(context),
  'traces.list': ({ offset, limit, ...listing }) => {
    const source = traceRanking(context.caseFile)
    return tracePage(source, listRanking(source, listing), { offset, limit: Math.min(limit, MAX_ROWS) })
  },
  'traces.get': ({ sourceId }) => traceOverview(context.trace(sourceId), context.source(sourceId)),
  'traces.utilization': ({ sourceId, scope, windowNs }) =>
    traceUtilization(context.trace(sourceId), scope, { windowNs }),
  'traces.series': ({ sourceId, series, ...range }) =>
    withData(context, traceSeries(context.trace(sourceId), series, range)),
  'traces.goroutine': ({ sourceId, goroutine }, signal) =>
    inTurns(goroutineDetail(context.trace(sourceId), goroutine), signal),
  'traces.intervals': ({ sourceId, goroutine, fromNs, toNs, offset, limit }, signal) => {
    const page = { offset, limit: Math.min(limit, MAX_ROWS) }
    return inTurns(intervalPage(context.trace(sourceId), goroutine, { fromNs, toNs }, page), signal)
  },
  'traces.path': ({ sourceId, goroutine, fromNs, toNs }, signal) =>
    inTurns(tracePath(context.trace(sourceId), goroutine, fromNs, toNs), signal),
  'traces.pixels': ({ sourceId, kind, tracks, ...range }) =>
    withData(context, tracePixels(context.trace(sourceId), kind, tracks, range)),
  'traces.spanMap': ({ sourceId, ...question }) => withData(context, spanMap(context.trace(sourceId), question)),
  'traces.parts': ({ sourceId, kind, tracks, ...range }) =>
    withData(context, traceIntervals(context.trace(sourceId), kind, tracks, range)),
  'traces.events': ({ sourceId, ...range }) => {
    const { bytes, ...rest } = traceEvents(context.trace(sourceId), range)
    return { data: context.data.put(bytes, true), ...rest }
  },
  'traces.taskTree': async ({ sourceId, open, whole, closed, offset, limit, ...listing }, signal) => {
    const view = context.trace(sourceId)
    await inTurns(readTaskIndex(view), signal)
    const key = [sourceId, 'taskTree', listing]
    const tree = context.taskTrees.get(JSON.stringify([...key, open, whole, closed]), () => {
      const tops = context.taskTops.get(JSON.stringify(key), () => taskTops(view, listing))
      return listTaskTree(view, tops, { open, whole, closed })
    })
    return taskTreePage(view, tree, { offset, limit: Math.min(limit, MAX_ROWS) })
  },
  'traces.task': ({ sourceId, task }) => taskDetail(context.trace(sourceId), task),
  'traces.pprof': ({ sourceId, kind }) => ({ data: context.data.put(tracePprof(context.trace(sourceId), kind)) }),
  'traces.stack': ({ sourceId, stack }) => context.trace(sourceId).frames(stack),
})

function withData<Rest extends { bytes: Uint8Array }>(context: CaseContext, { bytes, ...rest }: Rest) {
  return { data: context.data.put(bytes), ...rest }
}

/** One handler per table; paging asks for the same listing again and again. */
function tableHandlers(context: CaseContext): Pick<CaseHandlers, keyof TraceTableCalls> {
  const page =
    (name: TraceTableName) =>
    async ({ sourceId, offset, limit, ...listing }: TableParams, signal?: AbortSignal) => {
      const view = context.trace(sourceId)
      await inTurns(prepareTable(view, name, listing), signal)
      const rows = context.traceListings.get(JSON.stringify([sourceId, name, listing]), () =>
        listTable(view, name, listing),
      )
      return tracePage<unknown>(traceTable(view, name), rows, { offset, limit: Math.min(limit, MAX_ROWS) })
    }
  return Object.fromEntries(TRACE_TABLE_NAMES.map((name) => [`traces.${name}`, page(name)])) as unknown as Pick<
    CaseHandlers,
    keyof TraceTableCalls
  >
}
