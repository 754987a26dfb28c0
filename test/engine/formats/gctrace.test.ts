import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { COMPLETE, CycleScanner, FORM_GO1_5 } from '../../../electron/engine/formats/gctrace/cycleLine.ts'
import { scanFast } from '../../../electron/engine/formats/gctrace/fastLine.ts'
import { fixtureFiles, fixturePath } from '../../support/corpus.ts'
import { dumpLog } from '../../support/dumpRecords.ts'
import { cyclesOf, readLog } from '../../support/readSource.ts'
import { validateLog } from '../../support/validateRecords.ts'

const LINE =
  'gc 7 @1.002s 1%: 0.020+1.1+0.010 ms clock, 0.16+0/1.0/2.1+0.080 ms cpu, 12->12->6 MB, 12 MB goal, 0 MB stacks, 0 MB globals, 8 P'

describe('gctrace reader', () => {
  it.each(fixtureFiles('gctrace', '.log'))('reads %s as recorded, in chunks of any size', async (name) => {
    const bytes = readFileSync(fixturePath('gctrace', name))
    const whole = readLog(bytes)
    validateLog(whole)
    const text = dumpLog(whole)
    await expect(text).toMatchFileSnapshot(fixturePath('gctrace', `${name}.expected`))
    for (const chunk of [1, 7, 1000]) expect(dumpLog(readLog(bytes, { chunk })), `chunks of ${chunk}`).toBe(text)
  })

  it('reads every figure of a line', () => {
    expect(cyclesOf(readLog(`${LINE}\n`))).toEqual([
      {
        number: 7,
        line: 1,
        startNs: 1_002_000_000,
        gcCpuPercent: 1,
        sweepTermNs: 20_000,
        markNs: 1_100_000,
        markTermNs: 10_000,
        sweepTermCpuNs: 160_000,
        assistCpuNs: 0,
        backgroundCpuNs: 1_000_000,
        idleCpuNs: 2_100_000,
        markTermCpuNs: 80_000,
        heapStartBytes: 12 * 1_048_576,
        heapEndBytes: 12 * 1_048_576,
        liveHeapBytes: 6 * 1_048_576,
        heapGoalBytes: 12 * 1_048_576,
        stacksBytes: 0,
        globalsBytes: 0,
        procs: 8,
        trigger: 'heap',
        isLeakCheck: false,
      },
    ])
  })

  it('reads the five phases of Go 1.5: scan and write barrier belong to marking', () => {
    const result = readLog(
      'gc 5 @0.310s 2%: 0.11+1.2+0.046+7.9+0.35 ms clock, 0.44+1.2+0+2.1/5.0/0.9+1.4 ms cpu, 7->8->4 MB, 8 MB goal, 4 P\n',
    )
    expect(cyclesOf(result)).toMatchObject([
      {
        sweepTermNs: 110_000,
        markNs: 9_146_000,
        markTermNs: 350_000,
        sweepTermCpuNs: 440_000,
        assistCpuNs: 2_100_000,
        backgroundCpuNs: 6_200_000,
        idleCpuNs: 900_000,
        markTermCpuNs: 1_400_000,
        stacksBytes: null,
        procs: 4,
      },
    ])
    expect(result.summary.variant).toBe('go1.5')
  })

  it('reads a leak check of Go 1.26 and later', () => {
    const result = readLog(
      'gc 19 @2.019s 49% (checking for goroutine leaks): 0.36+431+0.003 ms clock, 0.72+0/217/629+0.007 ms cpu, 369->369->117 MB, 472 MB goal, 0 MB stacks, 0 MB globals, 2 P (forced)\n',
    )
    expect(cyclesOf(result)).toMatchObject([{ number: 19, isLeakCheck: true, trigger: 'forced', gcCpuPercent: 49 }])
    expect(result.summary.variant).toBe('go1.26+')
  })

  it.each([17592186044415, 8796093022192, 8532210231535])('takes a goal of %d MB for none', (goal) => {
    const result = readLog(
      `gc 1 @0.300s 2%: 0.065+7.7+2.7 ms clock, 0.13+7.6/0.14/0+5.5 ms cpu, 72->72->10 MB, ${goal} MB goal, 2 P (forced)\n`,
    )
    expect(cyclesOf(result)).toMatchObject([{ heapGoalBytes: null, trigger: 'forced' }])
    validateLog(result)
  })

  it('reads the fast path and the table alike, on every line and every cut of it', () => {
    const scanner = new CycleScanner()
    const row = new Float64Array(scanner.row.length)
    let lines = 0
    for (const name of fixtureFiles('gctrace', '.log'))
      for (const text of readFileSync(fixturePath('gctrace', name), 'utf8').split('\n')) {
        if (!text.startsWith('gc ')) continue
        const bytes = new TextEncoder().encode(text)
        const isWhole = scanner.scan(bytes, 0, bytes.length) === COMPLETE && scanner.at === bytes.length
        const fast = scanFast(bytes, 0, bytes.length, row)
        // The two rare forms are the table's alone.
        const isUsual = isWhole && scanner.form !== FORM_GO1_5 && !scanner.isLeakCheck
        expect(fast > 0, text).toBe(isUsual)
        if (fast > 0) {
          expect([...row.subarray(0, 18)], text).toEqual([...scanner.row.subarray(0, 18)])
          expect([(fast & 2) > 0, (fast & 4) > 0]).toEqual([scanner.form === 2, scanner.isForced])
        }
        if (lines++ % 40 === 0 && isUsual)
          for (let end = 3; end < bytes.length; end++)
            expect(scanFast(bytes, 0, end, row) > 0, text.slice(0, end)).toBe(
              scanner.scan(bytes, 0, end) === COMPLETE && scanner.at === end,
            )
      }
    expect(lines).toBeGreaterThan(1000)
  })
})

describe('triggers', () => {
  const cycle = (number: number, start: string, heap: string, suffix = ''): string =>
    `gc ${number} @${start}s 0%: 0.031+2.9+0.002 ms clock, 0.062+0/0.027/1.5+0.005 ms cpu, ${heap} MB goal, 0 MB stacks, 0 MB globals, 2 P${suffix}\n`
  const triggers = (log: string): string[] => cyclesOf(readLog(log)).map(({ trigger }) => trigger)

  it('calls a cycle periodic two minutes after the last one, with `GC forced` before it', () => {
    expect(triggers(cycle(1, '0.100', '4->4->3 MB, 4') + 'GC forced\n' + cycle(2, '120.173', '4->4->3 MB, 8'))).toEqual(
      ['heap', 'periodic'],
    )
  })

  it('does not take `GC forced` alone for a periodic cycle: the heap was faster', () => {
    expect(triggers(cycle(1, '0.100', '4->4->3 MB, 4') + 'GC forced\n' + cycle(2, '60.000', '8->8->3 MB, 8'))).toEqual([
      'heap',
      'heap',
    ])
  })

  it('keeps `GC forced` (periodic) and `(forced)` (a call) apart', () => {
    const log = cycle(1, '0.100', '4->4->3 MB, 4') + 'GC forced\n' + cycle(2, '130.000', '4->4->3 MB, 8', ' (forced)')
    expect(triggers(log)).toEqual(['heap', 'forced'])
    expect(readLog(log).summary.counts).toMatchObject({ forced: 1, GC_forced_lines: 1 })
  })

  it('judges by the picture where a log was filtered to gc lines', () => {
    expect(triggers(cycle(1, '0.100', '4->4->3 MB, 4') + cycle(2, '120.173', '4->4->3 MB, 8'))).toEqual([
      'heap',
      'periodic',
    ])
    // The first cycle of a process is never periodic, and neither is one whose heap reached the goal.
    expect(triggers(cycle(1, '500.000', '2->2->1 MB, 4') + cycle(2, '700.000', '8->8->3 MB, 8'))).toEqual([
      'heap',
      'heap',
    ])
  })
})

describe('lives', () => {
  const cycle = (number: number, start: number, { live = 3, procs = 2 } = {}): string =>
    `gc ${number} @${start.toFixed(3)}s 1%: 0.031+2.9+0.002 ms clock, 0.062+0/0.027/1.5+0.005 ms cpu, ${live + 1}->${live + 1}->${live} MB, ${live * 2} MB goal, 0 MB stacks, 0 MB globals, ${procs} P\n`

  it('begins a new life where N falls to 1', () => {
    const result = readLog(cycle(1, 0.1) + cycle(2, 0.2) + cycle(1, 0.1) + cycle(2, 0.3))
    validateLog(result)
    expect(result.summary.lives).toMatchObject([
      { ordinal: 1, firstLine: 1, lastLine: 2, cycles: 2 },
      { ordinal: 2, firstLine: 3, lastLine: 4, cycles: 2 },
    ])
  })

  it('begins a new life where T jumps back though N goes on', () => {
    const result = readLog(cycle(7, 100) + cycle(8, 101) + cycle(9, 0.5) + cycle(10, 0.7))
    expect(result.summary.lives).toMatchObject([{ lastCycle: 8 }, { firstCycle: 9, lastCycle: 10 }])
  })

  it('counts numbers that are missing', () => {
    const result = readLog(cycle(3, 1) + cycle(4, 2) + cycle(9, 3))
    validateLog(result)
    expect(result.summary.lives).toMatchObject([{ firstCycle: 3, lastCycle: 9, missingCycles: 4 }])
    expect(result.issues).toMatchObject([{ code: 'gctrace/missing-cycles', severity: 'dataLoss', count: 4 }])
  })

  it('keeps processes apart that write to one stream at the same time', () => {
    const log: string[] = []
    for (let number = 1; number <= 60; number++) {
      log.push(cycle(number, number * 0.1, { live: 40 + number, procs: 8 }))
      if (number % 3 === 0) log.push(cycle(number / 3, number * 0.09, { live: 3, procs: 2 }))
    }
    const result = readLog(log.join(''))
    validateLog(result)
    expect(result.summary.lives).toMatchObject([
      { cycles: 60, missingCycles: 0 },
      { cycles: 20, missingCycles: 0 },
    ])
    expect(new Set(result.lives[0]?.procs.subarray(0, 60))).toEqual(new Set([8]))
  })

  it('uses pod and process names to keep streams apart that look alike', () => {
    const log: string[] = []
    for (let number = 1; number <= 20; number++)
      for (const pod of ['a', 'b']) log.push(`[pod/checkout-${pod}/app] ${cycle(number, number * 0.1)}`)
    const result = readLog(log.join(''))
    expect(result.summary.lives).toMatchObject([
      { cycles: 20, firstLine: 1 },
      { cycles: 20, firstLine: 2 },
    ])
  })

  it('reads compilers and the program of `go run` as lives of their own', () => {
    const run = (from: number): string => cycle(1, from) + cycle(2, from + 0.01) + cycle(3, from + 0.02)
    const result = readLog(run(0.01) + run(0.005) + run(0.2))
    expect(result.summary.lives.map(({ cycles }) => cycles)).toEqual([3, 3, 3])
  })

  it('takes a line that comes twice once', () => {
    const result = readLog(cycle(1, 0.1) + cycle(1, 0.1) + cycle(2, 0.2))
    expect(result.summary.lives).toMatchObject([{ cycles: 2 }])
    expect(result.issues).toMatchObject([{ code: 'gctrace/repeated-line', severity: 'note', count: 1 }])
  })

  it('gives batches of a long life in order', () => {
    const log: string[] = []
    for (let number = 1; number <= 40_000; number++) log.push(cycle(number, number * 0.1))
    const result = readLog(log.join(''))
    validateLog(result)
    expect(result.summary.records).toBe(40_000)
  })
})
