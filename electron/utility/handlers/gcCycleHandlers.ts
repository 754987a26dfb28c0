import type { CaseParams, GcRow, GcSortColumn, LifeOnAxis } from '../../../shared/contract/caseCalls.ts'
import { GC_FIELDS, type TablePage } from '../../../shared/contract/tables.ts'
import { GC_TRIGGERS, gcCycleAt, pauseNs } from '../../../shared/records/index.ts'
import type { GcCycle, GcCycleColumns } from '../../../shared/records/index.ts'
import { NANOS_PER_MILLI } from '../../../shared/units/units.ts'
import { axisOriginMs, gcChartColumns, gcSummary, listingOf, pageOf, rowsInRange } from '../../engine/analysis/index.ts'
import type { ColumnReader, ListedRows } from '../../engine/analysis/index.ts'
import type { CaseContext } from '../CaseContext.ts'
import type { Handlers } from './index.ts'

const MAX_CHART_POINTS = 20_000
const MAX_PAGE = 1000

/** GC cycles of one life: chart columns, table pages, figures of a range, one cycle with its line. */
export const gcCycleHandlers = (
  context: CaseContext,
): Handlers<'gcCycles.chart' | 'gcCycles.page' | 'gcCycles.place' | 'gcCycles.summary' | 'gcCycles.get'> => ({
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

  'gcCycles.page': ({ offset, limit, ...question }) => {
    const life = context.life(question.lifeId)
    const cycles = context.cyclesOf(question.lifeId)
    return pageOf(cycleListing(context, question), { offset, limit: Math.min(limit, MAX_PAGE) }, (row) =>
      gcRow(gcCycleAt(cycles, row), life),
    )
  },

  'gcCycles.place': ({ number, ...question }) => {
    const cycles = context.cyclesOf(question.lifeId)
    const place = cycleListing(context, question).rows.findIndex((row) => cycles.number[row] === number)
    return place < 0 ? null : place
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

type CycleQuestion = Omit<CaseParams<'gcCycles.page'>, keyof TablePage>

/** Paging asks for the same listing again and again. A range on another axis holds no cycle of the life. */
function cycleListing(context: CaseContext, { lifeId, range, sort, filter }: CycleQuestion): ListedRows<GcSortColumn> {
  const life = context.life(lifeId)
  const cycles = context.cyclesOf(lifeId)
  return context.cycleListings.get(JSON.stringify([lifeId, range, sort, filter]), () =>
    listingOf(rowsInRange(life, cycles, range), { sort, filter }, GC_FIELDS, (column) => cycleReader(cycles, column)),
  )
}

function cycleReader(cycles: GcCycleColumns, column: GcSortColumn): ColumnReader {
  switch (column) {
    case 'pauseNs':
      return (row) => (cycles.sweepTermNs[row] as number) + (cycles.markTermNs[row] as number)
    case 'trigger':
      return (row) => GC_TRIGGERS[cycles.trigger[row] as number]
    case 'isLeakCheck':
      return (row) => cycles.isLeakCheck[row]
    case 'x': // the start on another axis: the order is the same
      return (row) => cycles.startNs[row]
    default: {
      const values = cycles[column]
      return (row) => values[row]
    }
  }
}

const gcRow = (cycle: GcCycle, life: LifeOnAxis): GcRow => ({
  ...cycle,
  x: axisOriginMs(life) + cycle.startNs / NANOS_PER_MILLI,
  pauseNs: pauseNs(cycle),
})
