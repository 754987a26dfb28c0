import { describe, expect, it } from 'vitest'
import { gcTableColumns, gcTotals, heapBar } from '../../../renderer/views/GcCycles/gcTable.ts'

const texts = {
  head: (column: string) => column,
  trigger: (name: string) => name,
  time: () => '03:39:55.6',
  wall: 'wall time',
  cpu: 'CPU time',
  heap: 'heap',
}
const MIB = 1024 ** 2
const shownAt = (width: number) =>
  gcTableColumns(texts).filter(({ isHidden, showFrom = 0 }) => !isHidden && showFrom <= width)
const widthOf = (columns: readonly { width?: number }[]): number =>
  columns.reduce((sum, { width = 160 }) => sum + width, 0)

describe('columns of the cycles table', () => {
  it('fit the pane beside the inspector of the smallest window', () => {
    // 1280 less the rail (172) and the inspector (304).
    expect(widthOf(shownAt(804))).toBeLessThanOrEqual(804)
  })

  it('are all there where they fit, but the sum of others', () => {
    expect(widthOf(shownAt(1210))).toBeLessThanOrEqual(1210)
    expect(
      gcTableColumns(texts)
        .map(({ id }) => id)
        .filter((id) => !shownAt(1210).some((shown) => shown.id === id)),
    ).toEqual(['pauseNs'])
  })

  it('can each be asked about, but the picture', () => {
    expect(
      gcTableColumns(texts)
        .filter(({ field }) => !field)
        .map(({ id }) => id),
    ).toEqual(['bar'])
  })

  it('say of what a figure is when they stand alone, and what each means', () => {
    const columns = gcTableColumns(texts)
    expect(columns.find(({ id }) => id === 'assistCpuNs')?.name).toBe('assistCpuNs (CPU time)')
    expect(columns.filter(({ about }) => about === undefined)).toEqual([])
  })
})

describe('totals of the cycles table', () => {
  it('sum times and give the largest heap', () => {
    const totals = {
      markNs: { sum: 1_234_500_000, min: 1e6, max: 9e6 },
      liveHeapBytes: { sum: 900 * MIB, min: 2 * MIB, max: 288 * MIB },
      gcCpuPercent: { sum: 77, min: 1, max: 9 },
    }
    expect(gcTotals(totals, 'Total')).toEqual({ number: 'Total', markNs: '1,234.5', liveHeapBytes: '288' })
  })

  it('are none where no cycle passes', () => expect(gcTotals({}, 'Total')).toBeNull())
})

describe('heapBar', () => {
  it('is live, then what was collected, within the scale', () => {
    const row = { liveHeapBytes: 50, heapEndBytes: 75, heapGoalBytes: 80 }
    expect(heapBar(row, 100)).toEqual({ live: 0.5, collected: 0.25, goal: 0.8 })
    expect(heapBar({ ...row, heapGoalBytes: null }, 0)).toEqual({ live: 0, collected: 0, goal: null })
  })
})
