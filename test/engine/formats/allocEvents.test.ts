import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import fc from 'fast-check'
import { CsvRows } from '../../../electron/engine/formats/alloc/CsvRows.ts'
import { csvEvent, csvHeading } from '../../../electron/engine/formats/alloc/eventLine.ts'
import { ALLOC_KINDS } from '../../../shared/records/index.ts'
import { inspectFile } from '../../../electron/engine/formats/index.ts'
import { fixtureFiles, fixturePath } from '../../support/corpus.ts'
import { dumpAllocEvents } from '../../support/dumpRecords.ts'
import { readLog, readSource } from '../../support/readSource.ts'
import type { ReadResult } from '../../support/readSource.ts'
import { validateAllocEvents } from '../../support/validateRecords.ts'

const read = (text: string): ReadResult => {
  const result = readSource('allocEvents', text)
  validateAllocEvents(result)
  return result
}
const kindsOf = ({ events }: ReadResult): string[] =>
  Array.from(events.kind.subarray(0, events.length), (kind) => ALLOC_KINDS[kind] ?? '?')
const names = fixtureFiles('alloc', '.jsonl', '.csv', '.txt', '.log')

describe('allocation events', () => {
  it.each(names)('reads %s as recorded, in chunks of any size, whatever its name', async (name) => {
    const bytes = readFileSync(fixturePath('alloc', name))
    const whole = readSource('allocEvents', bytes)
    validateAllocEvents(whole)
    const text = dumpAllocEvents(whole)
    await expect(text).toMatchFileSnapshot(fixturePath('alloc', `${name}.expected`))
    for (const chunk of [1, 7, 1000])
      expect(dumpAllocEvents(readSource('allocEvents', bytes, { chunk })), `chunks of ${chunk}`).toBe(text)
    expect(await inspectFile(fixturePath('alloc', name))).toMatchObject({ kind: 'allocEvents', error: null })
  })

  it('keeps nanoseconds of times that do not fit a number', () => {
    const { events, allocTables } = read(
      '{"time":"2026-11-21T03:43:58.123456789Z","kind":"malloc","size":1}\n{"time":"2026-11-21T03:43:58.123456790Z","kind":"malloc","size":1}\n',
    )
    expect([...events.timeNs.subarray(0, 2)]).toEqual([0, 1])
    expect(allocTables?.startMs).toBeCloseTo(Date.UTC(2026, 10, 21, 3, 43, 58, 123), 0)
    const counted = read('ns,kind,size\n1795232638123456789,malloc,1\n1795232638123456795,malloc,1\n')
    expect([...counted.events.timeNs.subarray(0, 2)]).toEqual([0, 6])
    expect(counted.summary.placement?.startMs).toBeCloseTo(1795232638123.46, 1)
  })

  it.each([
    ['1795232638.5', Date.UTC(2026, 10, 21, 3, 43, 58, 500)],
    ['1795232638500', Date.UTC(2026, 10, 21, 3, 43, 58, 500)],
    ['1795232638500000', Date.UTC(2026, 10, 21, 3, 43, 58, 500)],
    ['"2026-11-21 03:43:58,5+00:00"', Date.UTC(2026, 10, 21, 3, 43, 58, 500)],
    ['12.5', null],
  ])('takes the time %s', (time, ms) => {
    const { allocTables } = read(`{"time":${time},"kind":"malloc","size":1}\n`)
    if (ms === null) expect(allocTables?.startMs).toBeNull()
    else expect(allocTables?.startMs).toBeCloseTo(ms, 1)
  })

  it('takes the names that people and probes use', () => {
    const kinds = kindsOf(
      read(
        ['mallocgc', 'spanAlloc', 'span_free', 'SWEEP', 'scvg', 'runtime.(*hmap).newoverflow', 'free']
          .map((kind) => `{"ts":1795232638,"event":"${kind}","goid":7,"bytes":64}\n`)
          .join(''),
      ),
    )
    expect(kinds).toEqual(['malloc', 'spanAlloc', 'spanFree', 'sweep', 'scavenge', 'overflowBucket', 'free'])
  })

  it('reads pairs behind the name of the function and a colon', () => {
    const { events, summary } = read(
      '10:03:37 mallocgc: size=128, span_class=18, should_gc=false, goroutine=19, pid=4711\nmallocgc size: 64 goid: 7\n',
    )
    expect(summary.counts).toMatchObject({ events: 2, other_lines: 0 })
    expect([...events.size.subarray(0, 2)]).toEqual([128, 64])
    expect([...events.goroutine.subarray(0, 2)]).toEqual([19, 7])
    expect([events.spanClass[0], events.pid[0], events.shouldGc[0]]).toEqual([18, 4711, 0])
  })

  it('adds up by class, goroutine and second, with counts', () => {
    const { allocTables } = read(
      'time,kind,goroutine,size,spanclass,count,site\n1,malloc,7,64,9,10,a\n1,malloc,7,32,8,1,b\n2,malloc,8,64,9,1,a\n9,span_alloc,,8192,9,1,\n',
    )
    expect(allocTables?.classes[0]).toMatchObject({ kind: 'spanAlloc', spanClass: 9, events: 1, bytes: 8192 })
    expect(allocTables?.classes[1]).toMatchObject({
      kind: 'malloc',
      spanClass: 9,
      events: 11,
      bytes: 704,
      minSize: 64,
      maxSize: 64,
    })
    expect(allocTables?.goroutines.filter(({ kind }) => kind === 'malloc')).toMatchObject([
      { goroutine: 7, events: 11, bytes: 672, text: 'a', firstNs: 0, lastNs: 0 },
      { goroutine: 8, events: 1, bytes: 64, firstNs: 1e9 },
    ])
    expect(allocTables?.seconds).toMatchObject([
      { second: 0, kind: 'malloc', events: 11 },
      { second: 1, kind: 'malloc', events: 1 },
      { second: 8, kind: 'spanAlloc', events: 1 },
    ])
    expect(allocTables?.spanNs).toBe(8e9)
  })

  it('reads a plain row of a table from its bytes as from its text', () => {
    const heading = csvHeading('time,ns,kind,pid,goroutine,size,class,addr,count,should_gc,site,other')
    if (heading === null) throw new Error('no heading')
    const rows = new CsvRows(heading)
    const number = fc.oneof(
      fc.nat().map(String),
      fc.constantFrom(
        '',
        '0',
        '-1',
        '1.5',
        '0x2a',
        '0X2A',
        '0xg',
        '255',
        '256',
        '9007199254740993',
        '12345678901234567',
        ' 7 ',
      ),
    )
    const time = fc.constantFrom(
      '',
      '12.5',
      '1795232638.5',
      '2026-11-21T03:43:58Z',
      '2026-11-21T03:43:58.123456789Z',
      '2026-11-21T03:43:58.1Z',
      '2026-11-21T03:43:59.000001Z',
      '2026-11-21T03:43:58.1234567891Z',
      '2026-11-21T03:43:58.Z',
      '2026-11-21T03:43:58.12x4Z',
      '2026-13-41T03:43:58.5Z',
      '2026-11-21 03:43:58.5',
      '2026-11-21T03:43:58+08:00',
    )
    const kind = fc.constantFrom('malloc', 'Span_Alloc', 'runtime.mallocgc', 'free', 'nothing', '', 'sweep ')
    const truth = fc.constantFrom('1', '0', 'true', 'false', 'yes', '')
    const text = fc.constantFrom('', 'main.f', ' main.(*T).g ', 'π', 'x'.repeat(1500))
    const row = fc.tuple(time, number, kind, number, number, number, number, number, number, truth, text, number)
    fc.assert(
      fc.property(row, (cells) => {
        const line = cells.join(',')
        const bytes = new TextEncoder().encode(`before\n${line}\nafter`)
        const fast = rows.row(bytes, 7, bytes.length - 6)
        // What it leaves to the text it must leave whole.
        if (fast !== null) expect({ ...fast }).toEqual(csvEvent(line, heading))
        else expect(csvEvent(line, heading) === null || line.includes('π')).toBe(true)
      }),
      { numRuns: 3000 },
    )
    const encode = (line: string): Uint8Array => new TextEncoder().encode(line)
    for (const line of ['1,malloc', `${',x'.repeat(12)}`, '"1"'.concat(',x'.repeat(11))])
      expect(rows.row(encode(line), 0, encode(line).length)).toBeNull()
  })

  it('notes what is out of order or of another clock, and what cannot be read', () => {
    const result = read(
      '{"time":"2026-11-21T03:43:59Z","kind":"malloc","size":1}\n{"time":"2026-11-21T03:43:58Z","kind":"malloc","size":1}\n{"ns":5,"kind":"malloc","size":1}\n{"kind":"nothing"}\n{"time":\n',
    )
    expect(result.issues.map(({ code, count }) => `${code} ${count}`).sort()).toEqual([
      'alloc/damaged-line 2',
      'alloc/mixed-clocks 1',
      'alloc/out-of-order 1',
    ])
    expect([...result.events.timeNs.subarray(0, 3)]).toEqual([0, -1e9, Number.NaN])
    expect(result.summary.placement).toMatchObject({ startMs: Date.UTC(2026, 10, 21, 3, 43, 58) })
  })

  it('finds ALERT lines, probes and allocfreetrace between the lines of any log', () => {
    const gc =
      'gc 7 @1.002s 1%: 0.020+1.1+0.010 ms clock, 0.16+0/1.0/2.1+0.080 ms cpu, 12->12->6 MB, 12 MB goal, 0 MB stacks, 0 MB globals, 8 P\n'
    const trace = readFileSync(fixturePath('alloc', 'go1.22-allocfreetrace.txt'), 'utf8')
    const result = readLog(
      `${gc}2026-11-21T03:43:58Z stderr F ALERT: nextOverflow broken span=0xc000126000 class=24\nmallocgc goid=7 size=64\n${trace}order accepted\n`,
    )
    expect(kindsOf(result)).toEqual(['alert', 'malloc', 'malloc', 'malloc', 'free', 'gc'])
    expect(result.summary.counts).toMatchObject({ gc_lines_complete: 1, events: 6, alerts: 1 })
    expect(result.allocTables?.alerts[0]?.text).toContain('nextOverflow broken')
    // The stacks below the events are theirs, not dumps.
    expect(result.dumps).toBeNull()
    expect(result.events.goroutine[2]).toBe(1)
  })
})
