import { describe, expect, it } from 'vitest'
import { ALL_COLUMNS_WIDTH, gcTableColumns } from '../../../renderer/views/GcCycles/gcTable.ts'

const texts = { head: (column: string) => column, trigger: (name: string) => name, time: () => '03:39:55.6' }
const widthOf = (columns: readonly { width?: number }[]): number =>
  columns.reduce((sum, { width = 160 }) => sum + width, 0)

describe('columns of the cycles table', () => {
  it('fit the pane beside the inspector of the smallest window', () => {
    // 1280 less the rail (172) and the inspector (304).
    expect(widthOf(gcTableColumns(texts, true))).toBeLessThanOrEqual(804)
  })
  it('are all there where they fit', () => {
    const all = gcTableColumns(texts)
    expect(widthOf(all)).toBeLessThanOrEqual(ALL_COLUMNS_WIDTH)
    expect(all.map(({ id }) => id)).toEqual(expect.arrayContaining(['backgroundCpuNs', 'idleCpuNs', 'procs', 'line']))
    expect(gcTableColumns(texts, true).map(({ id }) => id)).not.toContain('idleCpuNs')
  })
})
