import type { AllocEventRow } from '../../../shared/contract/caseCalls.ts'
import { CodedError } from '../../../shared/lib/result.ts'
import { ALLOC_KINDS } from '../../../shared/records/index.ts'
import type { AllocEventColumns, AllocLog, SourceId } from '../../../shared/records/index.ts'
import type { CaseContext } from '../CaseContext.ts'
import type { Handlers } from './index.ts'

const MAX_ROWS = 1000
const MAX_GOROUTINES = 10_000

/** Allocation events: the logs, what they add up to, the events themselves. */
export const allocHandlers = (
  context: CaseContext,
): Handlers<'allocEvents.logs' | 'allocEvents.totals' | 'allocEvents.page'> => ({
  'allocEvents.logs': () =>
    context.caseFile.allocEvents.list().map((log) => {
      const { name, path } = context.source(log.sourceId)
      return { ...log, name, path }
    }),

  'allocEvents.totals': ({ sourceId, maxGoroutines }) => {
    const log = logOf(context, sourceId)
    const { classes, goroutines, seconds, alerts } = context.caseFile.allocEvents.totals(
      sourceId,
      Math.min(maxGoroutines, MAX_GOROUTINES),
    )
    return { log, classes, goroutines, seconds, alerts }
  },

  'allocEvents.page': ({ sourceId, kind, goroutine, offset, limit }) => {
    logOf(context, sourceId)
    const { events, texts } = context.allocEvents(sourceId)
    const wanted = kind === null ? -1 : ALLOC_KINDS.indexOf(kind)
    const rows: AllocEventRow[] = []
    let total = 0
    for (let row = 0; row < events.length; row++) {
      if (wanted >= 0 && events.kind[row] !== wanted) continue
      if (goroutine !== null && events.goroutine[row] !== goroutine) continue
      if (total >= offset && rows.length < Math.min(limit, MAX_ROWS)) rows.push(eventRow(events, texts, row))
      total++
    }
    return { rows, total }
  },
})

/** Throws `casefile/no-such-source`, also for a source without events. */
function logOf(context: CaseContext, sourceId: SourceId): AllocLog {
  const log = context.caseFile.allocEvents.list().find((other) => other.sourceId === sourceId)
  if (log) return log
  throw new CodedError('casefile/no-such-source', 'This source has no allocation events.', { sourceId })
}

function eventRow(events: AllocEventColumns, texts: readonly string[], row: number): AllocEventRow {
  const orNull = (value: number | undefined): number | null =>
    value === undefined || Number.isNaN(value) ? null : value
  const address = orNull(events.address[row])
  const shouldGc = orNull(events.shouldGc[row])
  return {
    row,
    timeNs: orNull(events.timeNs[row]),
    kind: ALLOC_KINDS[events.kind[row] ?? 0] ?? 'malloc',
    pid: orNull(events.pid[row]),
    goroutine: orNull(events.goroutine[row]),
    size: orNull(events.size[row]),
    spanClass: orNull(events.spanClass[row]),
    address: address === null ? null : `0x${address.toString(16)}`,
    count: events.count[row] ?? 1,
    shouldGc: shouldGc === null ? null : shouldGc === 1,
    text: texts[events.text[row] ?? 0] ?? '',
    line: events.line[row] ?? 0,
  }
}
