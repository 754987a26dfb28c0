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

/** All columns, in the order of the table. Ids of sortable ones are what `gcCycles.page` sorts by. */
export function gcTableColumns(texts: GcTableTexts): TableColumn<GcRow>[] {
  return [
    { ...figure('number', 50, texts, (row) => formatNumber(row.number)), align: 'left' },
    {
      id: 'x',
      title: texts.head('x'),
      width: 80,
      isMono: true,
      text: texts.time,
      value: (row) => row.x,
    },
    {
      id: 'trigger',
      title: texts.head('trigger'),
      width: 62,
      isFaint: true,
      text: (row) => texts.trigger(row.trigger),
      value: (row) => row.trigger,
    },
    figure('sweepTermNs', 77, texts, (row) => milli(row.sweepTermNs, 2), 'ms'),
    figure('markNs', 56, texts, (row) => milli(row.markNs, 1), 'ms'),
    figure('markTermNs', 72, texts, (row) => milli(row.markTermNs, 2), 'ms'),
    figure('assistCpuNs', 62, texts, (row) => milli(row.assistCpuNs, 1), 'ms'),
    figure('backgroundCpuNs', 74, texts, (row) => milli(row.backgroundCpuNs, 1), 'ms'),
    figure('idleCpuNs', 54, texts, (row) => milli(row.idleCpuNs, 1), 'ms'),
    figure('gcCpuPercent', 67, texts, (row) => formatNumber(row.gcCpuPercent), '%'),
    figure('heapStartBytes', 66, texts, (row) => mebi(row.heapStartBytes), 'MiB'),
    figure('heapEndBytes', 44, texts, (row) => mebi(row.heapEndBytes)),
    { ...figure('liveHeapBytes', 44, texts, (row) => mebi(row.liveHeapBytes)), isStrong: true },
    figure('heapGoalBytes', 48, texts, (row) => mebi(row.heapGoalBytes)),
    { id: 'bar', title: '', width: 94, text: () => '' },
    figure('stacksBytes', 56, texts, (row) => mebi(row.stacksBytes)),
    figure('globalsBytes', 60, texts, (row) => mebi(row.globalsBytes)),
    figure('procs', 36, texts, (row) => formatNumber(row.procs)),
    figure('line', 60, texts, (row) => formatNumber(row.line)),
  ]
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
