// What the Trace view makes of the answers of a trace: columns and units, links between tables, ranges, shares, lanes.
import { describe, expect, it } from 'vitest'
import type { TracePauseRow, TraceWaitRow } from '../../../shared/contract/traceTables.ts'
import { parseFilter } from '../../../shared/filter/parseFilter.ts'
import { PROC_TIMES, PROC_TIME_FIGURES, TRACE_FIGURES } from '../../../shared/records/index.ts'
import type { EntityRef, SourceId, TraceFigures } from '../../../shared/records/index.ts'
import { marksFor, tickLabels } from '../../../renderer/charts/stateLane.ts'
import { meansOver, steps } from '../../../renderer/charts/tracePlots.ts'
import { timeShares, windowLengths } from '../../../renderer/views/Trace/traceFigures.ts'
import { headKey } from '../../../renderer/views/Trace/traceHeads.ts'
import { linksOf, stretchOfRow } from '../../../renderer/views/Trace/traceLinks.ts'
import {
  clockOf,
  rangeOfStretch,
  stretchOfRange,
  stretchOfText,
  stretchText,
} from '../../../renderer/views/Trace/traceRange.ts'
import { rangeFilter, rowKey, rowOfEntity, selectedKey } from '../../../renderer/views/Trace/traceRows.ts'
import {
  isListed,
  showsOf,
  TAB_NAMES,
  tabOf,
  TRACE_SHOWS,
  type TraceListed,
} from '../../../renderer/views/Trace/traceSections.ts'
import {
  durationFormat,
  fieldsOf,
  TABLE_LOOKS,
  traceColumns,
  traceTotals,
} from '../../../renderer/views/Trace/traceTable.ts'

const sourceId = 5 as SourceId
const texts = {
  head: (_: string, column: string) => column,
  word: () => null,
  noStack: 'no stack',
  noStackHint: 'why there is none',
}
const TABLES = TRACE_SHOWS.filter((show): show is TraceListed => isListed(show))
const wait = {
  reason: 'chan send',
  class: 'channel',
  place: 'main.(*Pool).put',
  stack: 12,
  waker: 'runtime',
  wakerShare: 0.5,
  count: 3,
  totalNs: 4_500_000,
  maxNs: 2_000_000,
  maxGoroutine: 9,
  maxBeginNs: 1_000_000,
  openCount: 1,
  openNs: 5,
} as TraceWaitRow
const pause = {
  kind: 'GC mark termination',
  isGc: true,
  beginNs: 71_441_000,
  toStopNs: 675_000,
  pauseNs: 7_357_000,
  goroutine: 4,
  lastGoroutine: 6,
} as TracePauseRow

describe('cells and heads', () => {
  it('say that there is no stack where a function would stand, and stay empty for filters', () => {
    const place = traceColumns('waits', texts, {}).find(({ id }) => id === 'place')!
    const none = { ...wait, place: '' }
    expect([place.text(none), place.hint?.(none), place.value?.(none)]).toEqual(['no stack', 'why there is none', ''])
    expect(place.text(wait)).toBe('main.(*Pool).put')
  })

  it('have room for the words of the head', () => {
    const heads: Record<string, string> = {
      longestSchedulingWaitNs: 'Longest wait for a P',
      mmu10ms: 'MMU 10 ms',
      lastGoroutineId: '最后停下的 goroutine',
    }
    const worded = { ...texts, head: (_: string, column: string) => heads[column] ?? column }
    const widthOf = (table: TraceListed, id: string): number =>
      traceColumns(table, worded, {}).find((column) => column.id === id)?.width ?? 0
    // As measured in the window, padding included.
    expect(widthOf('ranking', 'longestSchedulingWaitNs')).toBeGreaterThanOrEqual(140)
    expect(widthOf('ranking', 'mmu10ms')).toBeGreaterThanOrEqual(92)
    expect(widthOf('pauses', 'lastGoroutineId')).toBeGreaterThanOrEqual(126)
  })
})

describe('tabs', () => {
  it('hold every table once', () => {
    expect(new Set(TRACE_SHOWS).size).toBe(TRACE_SHOWS.length)
    for (const tab of TAB_NAMES) for (const show of showsOf(tab)) expect(tabOf(show)).toBe(tab)
  })
})

describe('columns', () => {
  it.each(TABLES)('of %s are all of its fields, with those of its look first, sorted by one of them', (table) => {
    const { shown, wide = '', sort } = TABLE_LOOKS[table]
    const names = fieldsOf(table).map(({ name }) => name)
    expect(shown.split(' ').filter((name) => !names.includes(name))).toEqual([])
    expect(wide.split(' ').filter((name) => name !== '' && !shown.split(' ').includes(name))).toEqual([])
    const columns = traceColumns(table, texts, {})
    expect(columns.map(({ id }) => id).sort()).toEqual(
      fieldsOf(table)
        .map(({ column }) => column)
        .sort(),
    )
    expect(columns.find(({ id }) => id === sort.column)).toMatchObject({ isStrong: true })
    expect(columns.filter(({ isHidden }) => !isHidden)).toHaveLength(shown.split(' ').length)
    expect(columns[0]).toMatchObject({ hasNotes: true })
  })

  it('write figures of one column in one unit, the head naming it, and files in full', () => {
    const totals = { totalNs: { sum: 9e9, min: 1e6, max: 4_500_000 } }
    const column = traceColumns('waits', texts, totals).find(({ id }) => id === 'totalNs')!
    expect(column.title).toBe('totalNs\u00a0ms')
    expect(column.text(wait)).toBe('4.500')
    expect(column.value!(wait)).toBe(4_500_000)
    expect(
      traceColumns('waits', texts, {})
        .find(({ id }) => id === 'p50Ns')!
        .text(wait),
    ).toBe('–')
  })

  it('keep ms as long as they can be read', () => {
    const shown = (largest: number, value = largest): string => {
      const { unit, format } = durationFormat(largest)
      return `${format(value)} ${unit}`
    }
    expect(shown(600)).toBe('0.60 µs')
    expect(shown(52_000)).toBe('52.0 µs')
    expect(shown(171e6, 2000)).toBe('0.002 ms')
    expect(shown(1.87e9)).toBe('1,870.00 ms')
    expect(shown(26e9)).toBe('26,000.0 ms')
    expect(shown(589e9)).toBe('589.000 s')
    expect(shown(1_843e9)).toBe('1,843.00 s')
    expect(shown(12_723.309e9)).toBe('12,723.3 s')
  })

  it('read slot 0 as none, but P 0 as the first', () => {
    const of = (table: TraceListed, id: string, row: object): string =>
      traceColumns(table, texts, {})
        .find((column) => column.id === id)!
        .text(row)
    expect(of('pauses', 'lastGoroutine', { lastGoroutine: 0 })).toBe('–')
    expect(of('procs', 'number', { number: 0 })).toBe('0')
  })

  it('sum what adds up and give the highest of what does not', () => {
    const totals = {
      count: { sum: 7, min: 1, max: 3 },
      totalNs: { sum: 9e6, min: 1e6, max: 5e6 },
      maxNs: { sum: 9e6, min: 1e6, max: 5e6 },
      p99Ns: { sum: 9e6, min: 1e6, max: 5e6 },
      stack: { sum: 99, min: 1, max: 50 },
    }
    expect(traceTotals('waits', totals, 'Total')).toEqual({
      reason: 'Total',
      count: '7',
      totalNs: '9.000',
      maxNs: '5.000',
    })
    expect(traceTotals('ranking', { durationNs: { sum: 9e6, min: 1, max: 5e6 } }, 'Highest')).toEqual({
      name: 'Highest',
    })
    expect(traceTotals('waits', {}, 'Total')).toBeNull()
  })

  it('has sums in a unit of their own where they would run into the next column', () => {
    const totals = (sum: number) => ({ runningNs: { sum, min: 1, max: 615e6 } })
    expect(traceTotals('goroutines', totals(2e9), 'Total')?.['runningNs']).toBe('2.00\u00a0s')
    expect(traceTotals('goroutines', totals(1_551_960e6), 'Total')?.['runningNs']).toBe('1,552\u00a0s')
    expect(traceTotals('goroutines', totals(620e6), 'Total')?.['runningNs']).toBe('620.000')
  })

  it.each(TABLES)('%s: shows more columns as there is room, those of its look in their order', (table) => {
    const columns = traceColumns(table, texts, {})
    const always = columns.filter(({ isHidden, showFrom }) => isHidden !== true && showFrom === undefined)
    let room = always.reduce((sum, { width = 160 }) => sum + width, 0)
    const later = columns.filter(({ showFrom }) => showFrom !== undefined)
    for (const { width = 160, showFrom } of later.sort((a, b) => (a.showFrom ?? 0) - (b.showFrom ?? 0))) {
      room += width
      expect(showFrom).toBe(room)
    }
    expect(later.map(({ field }) => field?.name)).toEqual(TABLE_LOOKS[table].wide?.split(' ') ?? [])
  })

  it('have words of their own where a table means something else', () => {
    expect(headKey('groups', 'name')).toEqual({ kind: 'column', name: 'startFunction' })
    expect(headKey('groups', 'figures.runningNs.sum')).toEqual({ kind: 'column', name: 'runningNs' })
    expect(headKey('groups', 'figures.runningNs.p99')).toEqual({ kind: 'part', name: 'runningNs', part: 'p99' })
    expect(headKey('goroutines', 'waitsNs.channel')).toEqual({ kind: 'wait', name: 'channel' })
    expect(headKey('ranking', 'waitChannelNs')).toEqual({ kind: 'wait', name: 'channel' })
  })
})

describe('links', () => {
  it.each(TABLES)('of %s write filters that its tables understand', (table) => {
    const row = {
      ...wait,
      ...pause,
      beginNs: 5,
      endNs: 9,
      task: 3,
      parent: 2,
      class: '24 B',
      name: 'a "b"',
      creator: 2,
      number: 1,
      tasks: 'load',
      from: 'waited',
      cycle: 4,
      allocCycle: 4,
      site: 'main.main',
      type: 'map[string]"x"',
    }
    for (const { target } of linksOf(table, row, sourceId)) {
      if (!isListed(target.show)) continue
      const parsed = parseFilter(target.filter ?? '', fieldsOf(target.show))
      expect(parsed.ok, `${table} → ${target.show}: ${target.filter}`).toBe(true)
    }
  })

  it('lead first to what Enter should open', () => {
    const first = (table: TraceListed, row: object) => linksOf(table, row, sourceId)[0]?.target
    expect(first('groups', { name: 'main.worker' })).toEqual({ show: 'goroutines', filter: 'name=main.worker' })
    expect(first('waits', wait)).toEqual({ show: 'wakers', filter: 'reason="chan send" stack=12' })
    expect(first('pauses', pause)).toMatchObject({ show: 'goroutine', entity: { kind: 'traceGoroutine', id: '6' } })
    expect(first('ranking', { sourceId: 8 })).toEqual({ show: 'summary', sourceId: 8 })
  })

  it('say when something was', () => {
    expect(stretchOfRow('pauses', pause)).toEqual({ fromNs: 71_441_000, toNs: 78_798_000 })
    expect(stretchOfRow('waits', wait)).toEqual({ fromNs: 1_000_000, toNs: 3_000_000 })
    expect(stretchOfRow('gcCycles', { beginNs: null, endNs: 4 })).toBeNull()
    expect(stretchOfRow('groups', {})).toBeNull()
  })
})

describe('what is selected', () => {
  it('is a row by table and filter, read back from links', () => {
    const key = rowKey('waits', wait)
    expect(key).toBe('waits reason="chan send" stack=12')
    const entity: EntityRef = { kind: 'traceRow', id: key, sourceId }
    expect(rowOfEntity(entity)).toEqual({ table: 'waits', filter: 'reason="chan send" stack=12' })
    expect(selectedKey('waits', entity)).toBe(key)
    expect(selectedKey('wakers', entity)).toBeNull()
  })

  it('is none where a link names something else', () => {
    for (const id of ['', 'nothing at=1ns', 'summary', '<img onerror=1>'])
      expect(rowOfEntity({ kind: 'traceRow', id })).toBeNull()
    expect(rowOfEntity({ kind: 'traceGoroutine', id: '17 OR 1' })).toBeNull()
    expect(rowOfEntity({ kind: 'series', id: '17' })).toBeNull()
    expect(rowOfEntity(null)).toBeNull()
  })
})

describe('a stretch of a trace', () => {
  const clock = clockOf({ startNs: 100, endNs: 5_000_100 }, { startMs: 1_000_000 })
  it('is the range of the window where the trace knows the wall clock', () => {
    const range = rangeOfStretch(clock, { fromNs: 1_000_100, toNs: 2_000_100 })
    expect(range).toEqual({ axis: { kind: 'wall' }, from: 1_000_001, to: 1_000_002 })
    expect(stretchOfRange(clock, range)).toEqual({ fromNs: 1_000_000, toNs: 2_001_000 })
  })

  it('holds what began at its ends, however the wall clock rounds', () => {
    const today = clockOf({ startNs: 0, endNs: 2e9 }, { startMs: 1_795_000_000_123.456 })
    for (let fromNs = 123_456_789; fromNs < 1e9; fromNs += 77_777_777) {
      const back = stretchOfRange(today, rangeOfStretch(today, { fromNs, toNs: fromNs + 500 }))!
      expect(back.fromNs).toBeLessThanOrEqual(fromNs)
      expect(back.toNs).toBeGreaterThanOrEqual(fromNs + 500)
      expect(back.toNs - back.fromNs).toBeLessThan(3000)
    }
  })

  it('is cut to the trace; all of it, and what does not touch it, narrow nothing', () => {
    const wall = (from: number, to: number) => stretchOfRange(clock, { axis: { kind: 'wall' }, from, to })
    expect(wall(999_000, 1_000_001)).toEqual({ fromNs: 100, toNs: 1_001_000 })
    expect(wall(999_000, 1_001_000)).toBeNull()
    expect(wall(2_000_000, 2_000_001)).toBeNull()
    expect(stretchOfRange(clockOf({ startNs: 0, endNs: 9 }, null), null)).toBeNull()
  })

  it('is kept by the view where it does not', () => {
    const own = clockOf({ startNs: 0, endNs: 1000 }, null)
    expect(stretchOfText(own, stretchText({ fromNs: 10.4, toNs: 20 }))).toEqual({ fromNs: 10, toNs: 20 })
    for (const text of ['', '5', '20-10', 'x-y', '0-1000']) expect(stretchOfText(own, text)).toBeNull()
  })

  it('narrows tables whose rows have a place in time, in fields they have', () => {
    for (const table of TABLES) {
      const filter = rangeFilter(table, { fromNs: 10, toNs: 20 })
      expect(parseFilter(filter, fieldsOf(table)).ok, table).toBe(true)
    }
    expect(rangeFilter('pauses', { fromNs: 10, toNs: 20 })).toBe('at>=10ns at<=20ns')
    expect(rangeFilter('goroutines', { fromNs: 10, toNs: 20 })).toBe('last>=10ns first<=20ns')
    expect(rangeFilter('waits', { fromNs: 10, toNs: 20 })).toBe('')
  })
})

describe('figures', () => {
  const none = Object.fromEntries(Object.keys(TRACE_FIGURES).map((name) => [name, 0])) as unknown as TraceFigures
  it('shares add up to the whole, with what the trace does not show', () => {
    const shares = timeShares({ ...none, procsNs: 1000, programNs: 400, idleNs: 350, stoppedNs: 50 })
    expect(shares.map(({ id, ns }) => `${id} ${ns}`)).toEqual(['program 400', 'stopped 50', 'idle 350', 'unknown 200'])
    expect(shares.reduce((sum, { share }) => sum + share, 0)).toBeCloseTo(1, 12)
    // A sum above the whole is a matter of rounding and no negative remainder.
    const over = timeShares({ ...none, procsNs: 1000, programNs: 1001 })
    expect(over).toEqual([{ id: 'program', ns: 1001, share: 1 }])
    expect(timeShares(none)).toEqual([])
    expect(PROC_TIMES.every((time) => PROC_TIME_FIGURES[time] in none)).toBe(true)
  })

  it('windows fit the trace', () => {
    expect(windowLengths({ startNs: 0, endNs: 2e7 })).toEqual([1e5, 1e6, 1e7])
  })
})

describe('pictures', () => {
  it('a reading holds until the next and to the end', () => {
    expect(steps({ x: [0, 2], y: [1, 5] }, 4)).toEqual({ x: [0, 2, 2, 4], y: [1, 1, 5, 5] })
    expect(steps({ x: [], y: [] }, 4)).toEqual({ x: [], y: [] })
  })

  it('means are weighted by time', () => {
    const { x, y } = meansOver({ x: [0, 1, 3], y: [1, 0, 0.5] }, { from: 0, to: 4 }, 2)
    expect([...(x as Float64Array)]).toEqual([0, 2])
    expect([...(y as Float64Array)]).toEqual([0.5, 0.25])
    expect([...(meansOver({ x: [2], y: [1] }, { from: 0, to: 4 }, 2).y as Float64Array)]).toEqual([Number.NaN, 1])
  })

  it('neighbouring pixels of one state are one mark, unknown ones none', () => {
    const byte = (state: number, fill = 15): number => state * 16 + fill
    expect(marksFor(Uint8Array.from([byte(3), byte(3, 4), 0, byte(3), byte(5), byte(1)]))).toEqual([
      { state: 'running', x: 0, width: 2 },
      { state: 'running', x: 3, width: 1 },
      { state: 'syscall', x: 4, width: 1 },
    ])
  })
  it('labels of its axis stay within it and apart', () => {
    const at = (x: number, text: string) => ({ at: x, text, x })
    const widthOf = (text: string): number => text.length * 6
    const ticks = [at(16, '1,234.5 ms'), at(200, '1.25 s'), at(584, '1.50 s')]
    const lefts = (width: number, of = ticks) => tickLabels(of, width, widthOf).map(({ text, left }) => [text, left])
    expect(lefts(600)).toEqual([
      ['1,234.5 ms', 4],
      ['1.25 s', 182],
      ['1.50 s', 560],
    ])
    // The last one would lie on the one before.
    expect(lefts(80, [at(16, '0'), at(44, '500 ms'), at(64, '1.00 s')])).toEqual([
      ['0', 13],
      ['500 ms', 26],
    ])
  })
})
