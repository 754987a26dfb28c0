import type { GcRow, GcSortColumn, LifeOnAxis } from '../../../shared/contract/caseCalls.ts'
import { pauseNs } from '../../../shared/records/index.ts'
import type { GcCycle } from '../../../shared/records/index.ts'
import { NANOS_PER_MILLI } from '../../../shared/units/units.ts'
import { axisOriginMs, gcChartColumns, gcSummary, rowsInRange } from '../../engine/analysis/index.ts'
import type { CaseContext } from '../CaseContext.ts'
import type { Handlers } from './index.ts'

const MAX_CHART_POINTS = 20_000
const MAX_PAGE = 1000

/** GC cycles of one life: chart columns, table pages, figures of a range, one cycle with its line. */
export const gcCycleHandlers = (
  context: CaseContext,
): Handlers<'gcCycles.chart' | 'gcCycles.page' | 'gcCycles.summary' | 'gcCycles.get'> => ({
  'gcCycles.chart': ({ lifeId, range, maxPoints }) => {
    const life = context.life(lifeId)
    const cycles = context.cyclesOf(lifeId)
    const origin = axisOriginMs(life)
    const { values, rows, columns, ...counts } = gcChartColumns(
      cycles,
      (startNs) => origin + startNs / NANOS_PER_MILLI,
      Math.min(Math.max(1, maxPoints), MAX_CHART_POINTS),
      rowsInRange(life, cycles, range),
    )
    const bytes = new Uint8Array(values.buffer, values.byteOffset, values.byteLength)
    return { data: context.data.put(bytes), rows, columns: [...columns], ...counts }
  },

  'gcCycles.page': ({ lifeId, range, sort, descending, offset, limit, trigger }) => {
    const life = context.life(lifeId)
    // A range on another axis holds no cycle of this life; rowsInRange knows the rule.
    const rangeRows = range && rowsInRange(life, context.cyclesOf(lifeId), range)
    if (rangeRows && rangeRows.from === rangeRows.to) return { rows: [], total: 0 }
    const origin = axisOriginMs(life)
    const { rows, total } = context.caseFile.gcCycles.page(lifeId, {
      rangeNs: range && {
        from: (range.from - origin) * NANOS_PER_MILLI,
        to: (range.to - origin) * NANOS_PER_MILLI,
      },
      sort: storedColumn(sort),
      descending,
      offset,
      limit: Math.min(limit, MAX_PAGE),
      trigger,
    })
    return { rows: rows.map((cycle) => gcRow(cycle, life)), total }
  },

  'gcCycles.summary': ({ lifeId, range }) => {
    const life = context.life(lifeId)
    const cycles = context.cyclesOf(lifeId)
    const { from, to } = rowsInRange(life, cycles, range)
    return gcSummary(cycles, from, to)
  },

  'gcCycles.get': async ({ lifeId, number }) => {
    const life = context.life(lifeId)
    const cycle = context.caseFile.gcCycles.find(lifeId, number)
    if (!cycle) return null
    const source = context.source(life.sourceId)
    const row = gcRow(cycle, life)
    // The bytes of a source that is only referred to are not in the case.
    if (source.isReferenceOnly) return { row, raw: { line: cycle.line, text: '', isCut: false } }
    const { lines } = await context.lines(source).read(cycle.line, 1)
    return { row, raw: lines[0] ?? { line: cycle.line, text: '', isCut: false } }
  },
})

/** `x` is the start on another axis: the order is the same. */
const storedColumn = (sort: GcSortColumn): keyof GcCycle | 'pauseNs' => (sort === 'x' ? 'startNs' : sort)

const gcRow = (cycle: GcCycle, life: LifeOnAxis): GcRow => ({
  ...cycle,
  x: axisOriginMs(life) + cycle.startNs / NANOS_PER_MILLI,
  pauseNs: pauseNs(cycle),
})
