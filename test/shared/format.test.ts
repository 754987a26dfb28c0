import { describe, expect, it } from 'vitest'
import { resolve } from 'node:path'
import { importViolations } from '../../build/checkImports.ts'
import { formatBytes, formatDuration, formatNumber } from '../../shared/units/format.ts'

describe('the tree', () => {
  it('keeps the import rules', () => {
    expect(importViolations(resolve(import.meta.dirname, '../..'))).toEqual([])
  })
})

describe('figures for people', () => {
  it('use a true minus, commas and a no-break space', () => {
    expect([formatNumber(-1234.5, 1), formatBytes(1536), formatDuration(1_250_000)]).toEqual([
      '\u22121,234.5',
      '1.50\u00a0KiB',
      '1.25\u00a0ms',
    ])
  })
})
