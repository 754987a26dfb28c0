// Columns of the cycles table. Figures of one column share unit and precision; the unit stands in the head.
import type { GcRow, GcSortColumn } from '../../../shared/contract/caseCalls.ts'
import { MIB } from '../../../shared/units/units.ts'
import { formatNumber } from '../../../shared/units/format.ts'
import type { TableColumn } from '../../components/dataTable.ts'

const milli = (nanoseconds: number, digits: number): string => formatNumber(nanoseconds / 1e6, digits)
const mebi = (bytes: number | null): string => (bytes === null ? '–' : formatNumber(bytes / MIB))

/** Text of heads and cells in the language shown. */
export interface GcTableTexts {
  head: (column: GcSortColumn | 'bar') => string
  trigger: (trigger: GcRow['trigger']) => string
  /** A cycle's start on the life's axis. */
  time: (row: GcRow) => string
}

function figure(
  id: GcSortColumn,
  width: number,
  texts: GcTableTexts,
  text: (row: GcRow) => string,
  unit = '',
): TableColumn<GcRow> {
  return {
    id,
    title: unit === '' ? texts.head(id) : `${texts.head(id)} ${unit}`,
    align: 'right',
    width,
    text,
    value: (row) => {
      const value = row[id]
      return typeof value === 'number' ? value : null
    },
  }
}

/** Columns that give way in a narrow pane; the inspector shows their figures for the selected cycle. */
const WIDE_ONLY: readonly string[] = ['backgroundCpuNs', 'idleCpuNs', 'stacksBytes', 'globalsBytes', 'procs', 'line']
/** From this width of the pane on every column is shown, CSS pixels. */
export const ALL_COLUMNS_WIDTH = 1210

/** Columns in the order of the table, all or those for a narrow pane. Ids of sortable ones are what `gcCycles.page` sorts by. */
export function gcTableColumns(texts: GcTableTexts, isNarrow = false): TableColumn<GcRow>[] {
  const columns: TableColumn<GcRow>[] = [
    { ...figure('number', 58, texts, (row) => formatNumber(row.number)), align: 'left' },
    { id: 'x', title: texts.head('x'), width: 86, isMono: true, text: texts.time, value: (row) => row.x },
    {
      id: 'trigger',
      title: texts.head('trigger'),
      width: 60,
      isFaint: true,
      text: (row) => texts.trigger(row.trigger),
      value: (row) => row.trigger,
    },
    figure('sweepTermNs', 78, texts, (row) => milli(row.sweepTermNs, 2), 'ms'),
    figure('markNs', 64, texts, (row) => milli(row.markNs, 1), 'ms'),
    figure('markTermNs', 78, texts, (row) => milli(row.markTermNs, 2), 'ms'),
    figure('assistCpuNs', 66, texts, (row) => milli(row.assistCpuNs, 1), 'ms'),
    figure('backgroundCpuNs', 78, texts, (row) => milli(row.backgroundCpuNs, 1), 'ms'),
    figure('idleCpuNs', 58, texts, (row) => milli(row.idleCpuNs, 1), 'ms'),
    figure('gcCpuPercent', 72, texts, (row) => formatNumber(row.gcCpuPercent), '%'),
    figure('heapStartBytes', 66, texts, (row) => mebi(row.heapStartBytes), 'MiB'),
    figure('heapEndBytes', 44, texts, (row) => mebi(row.heapEndBytes)),
    { ...figure('liveHeapBytes', 44, texts, (row) => mebi(row.liveHeapBytes)), isStrong: true },
    figure('heapGoalBytes', 48, texts, (row) => mebi(row.heapGoalBytes)),
    { id: 'bar', title: '', width: isNarrow ? 40 : 88, text: () => '' },
    figure('stacksBytes', 58, texts, (row) => mebi(row.stacksBytes)),
    figure('globalsBytes', 60, texts, (row) => mebi(row.globalsBytes)),
    figure('procs', 40, texts, (row) => formatNumber(row.procs)),
    figure('line', 60, texts, (row) => formatNumber(row.line)),
  ]
  return isNarrow ? columns.filter(({ id }) => !WIDE_ONLY.includes(id)) : columns
}

/** Lengths of the bar in a row, as shares of the scale: live, collected (from live to heap at end), and where the goal is. */
export function heapBar(
  row: Pick<GcRow, 'liveHeapBytes' | 'heapEndBytes' | 'heapGoalBytes'>,
  scaleBytes: number,
): { live: number; collected: number; goal: number | null } {
  const share = (bytes: number): number => (scaleBytes > 0 ? Math.min(1, Math.max(0, bytes / scaleBytes)) : 0)
  const live = share(row.liveHeapBytes)
  return {
    live,
    collected: Math.max(0, share(row.heapEndBytes) - live),
    goal: row.heapGoalBytes === null ? null : share(row.heapGoalBytes),
  }
}
