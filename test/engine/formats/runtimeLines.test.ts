import { describe, expect, it } from 'vitest'
import fc from 'fast-check'
import { recognise } from '../../../electron/engine/formats/index.ts'
import { KIB, MIB } from '../../../shared/units/units.ts'
import { readLog, runtimeRowsOf } from '../../support/readSource.ts'
import { validateLog } from '../../support/validateRecords.ts'

const gc = (number: number, seconds = number, suffix = ''): string =>
  `gc ${number} @${seconds}.000s 1%: 0.10+1.8+0.10 ms clock, 0.20+0/1.0/2.1+0.20 ms cpu, 12->12->6 MB, 12 MB goal, 0 MB stacks, 0 MB globals, 8 P${suffix}`
/** The same as Go 1.14 to 1.17 print it. */
const oldGc = (number: number): string => gc(number).replace('0 MB stacks, 0 MB globals, ', '')
const scav = (kib: number, suffix = ''): string =>
  `scav ${kib} KiB work (bg), 0 KiB work (eager), 512 KiB now, 90% util${suffix}`
const read = (...lines: string[]) => {
  const result = readLog(`${lines.join('\n')}\n`)
  validateLog(result)
  return result
}
/** Work in KiB and cycle of each row. */
const scavCycles = (...lines: string[]): [number | null, number | null][] =>
  runtimeRowsOf(read(...lines), 'scavenges').map(({ workBytes, cycle }) => [
    workBytes === null ? null : workBytes / KIB,
    cycle,
  ])

describe('scavenger lines', () => {
  it.each([
    ['1.14', 'scav 13640 KiB work, 76616 KiB total, 99% util', { workBytes: 13640 * KIB, releasedBytes: 76616 * KIB }],
    [
      '1.15 forced',
      'scav 18 13640 KiB work, 76616 KiB total, 99% util (forced)',
      { isForced: 1, workBytes: 13640 * KIB },
    ],
    ['1.18 reset', 'scav 3 8 KiB work, 76 KiB total, 9% util [controller reset]', { isReset: 1, utilPercent: 9 }],
    [
      '1.21',
      'scav 0 KiB work (bg), 3208 KiB work (eager), 408 KiB now, 99% util (forced)',
      { form: 1, workBytes: 0, eagerBytes: 3208 * KIB, releasedBytes: 408 * KIB, isForced: 1 },
    ],
    [
      '1.6 state',
      'scvg1: inuse: 5, idle: 58, sys: 63, released: 50, consumed: 13 (MB)',
      {
        form: 2,
        inuseBytes: 5 * MIB,
        idleBytes: 58 * MIB,
        sysBytes: 63 * MIB,
        releasedBytes: 50 * MIB,
        utilPercent: 38,
      },
    ],
    ['1.12 released', 'scvg7: 3 MB released', { form: 3, workBytes: 3 * MIB, isForced: 0 }],
    ['1.12 FreeOSMemory', 'scvg-1: 63 MB released', { form: 3, isForced: 1 }],
    ['1.13', 'scvg: inuse: 5, idle: 58, sys: 63, released: 58, consumed: 5 (MB)', { form: 2, consumedBytes: 5 * MIB }],
    ['1.13 FreeOSMemory', 'forced scvg: 4 MB released', { form: 3, isForced: 1, workBytes: 4 * MIB }],
  ])('are read in the form of Go %s', (_version, line, row) => {
    const result = read(line)
    expect(runtimeRowsOf(result, 'scavenges')).toMatchObject([{ line: 1, cycle: null, ...row }])
    expect(result.issues).toEqual([])
  })

  it('belong to the cycle whose sweep they end, before or after its gc line', () => {
    expect(scavCycles(gc(1), scav(1), gc(2), scav(2), scav(3), gc(3), gc(4), scav(4))).toEqual([
      [1, 1],
      [2, 2],
      [3, 3],
      [4, 4],
    ])
    expect(scavCycles(scav(1), gc(1), scav(2), gc(2))).toEqual([
      [1, 1],
      [2, 2],
    ])
  })

  it('number the sweeps from 0 in Go 1.15 to 1.18', () => {
    const old = (generation: number): string => `scav ${generation} ${generation} KiB work, 5 KiB total, 9% util`
    expect(scavCycles(oldGc(7), old(6), oldGc(8), oldGc(9), old(8), old(9), oldGc(10))).toEqual([
      [6, 7],
      [8, 9],
      [9, 10],
    ])
  })

  it('of debug.FreeOSMemory belong to the collection it asked for, and are no sweep', () => {
    expect(scavCycles(gc(1), scav(1), gc(2, 2, ' (forced)'), scav(2), scav(9, ' (forced)'), gc(3), scav(3))).toEqual([
      [1, 1],
      [2, 2],
      [9, 2],
      [3, 3],
    ])
  })

  it('printed before the first gc line of a restart are the new process’s', () => {
    const result = read(gc(1), scav(1), gc(2), scav(2), scav(3), gc(1, 0), scav(4), gc(2))
    expect(runtimeRowsOf(result, 'scavenges').map(({ line, cycle }) => [line, cycle])).toEqual([
      [2, 1],
      [4, 2],
      [5, 1],
      [7, 2],
    ])
    expect(result.runtime.map(({ lifeOrdinal, rows }) => [lifeOrdinal, rows.length])).toEqual([
      [1, 2],
      [2, 2],
    ])
  })

  it('are kept by the thousand without any gc line', () => {
    const result = read(...Array.from({ length: 10_000 }, (_, index) => scav(index)))
    expect(runtimeRowsOf(result, 'scavenges')).toHaveLength(10_000)
    expect(result.summary).toMatchObject({ variant: 'go1.21+', records: 10_000, lives: [{ cycles: 0 }] })
  })
})

describe('pacer lines', () => {
  const start = 'pacer: assist ratio=+2.742310e-001 (scan 1 MB in 4->5 MB) workers=0++2.500000e-001'
  const newEnd =
    'pacer: 27% CPU (25 exp.) for 167672+11624+226288 B work (226288 B exp.) in 3997696 B -> 4341760 B (∆goal -147456, cons/mark +1.500000e+000)'
  const sweep =
    'pacer: sweep done at heap size 2MB; allocated 1MB during sweep; swept 567 pages at +2.878336e-004 pages/byte'

  it('become one row per cycle: start, end and sweep', () => {
    const [first, second] = runtimeRowsOf(read(start, newEnd, gc(1), sweep, start, newEnd, sweep, gc(2)), 'pacerCycles')
    expect(first).toMatchObject({
      line: 1,
      cycle: 1,
      assistRatio: 0.274231,
      startScanBytes: MIB,
      startHeapBytes: 4 * MIB,
      startGoalBytes: 5 * MIB,
      dedicatedWorkers: 0,
      fractionalGoal: 0.25,
      form: 1,
      cpuPercent: 27,
      expectedCpuPercent: 25,
      heapWorkBytes: 167_672,
      stackWorkBytes: 11_624,
      globalsWorkBytes: 226_288,
      expectedWorkBytes: 226_288,
      triggerBytes: 3_997_696,
      endBytes: 4_341_760,
      aboveGoalBytes: -147_456,
      consMark: 1.5,
      isReset: 0,
      sweepHeapBytes: 2 * MIB,
      sweepAllocatedBytes: MIB,
      sweptPages: 567,
      pagesPerByte: 0.0002878336,
    })
    expect(second).toMatchObject({ line: 5, cycle: 2, sweptPages: 567 })
  })

  it.each(['Δ', '∆'])('are read with the %s of either version', (delta) => {
    const oldEnd = `pacer: H_m_prev=2236962 h_t=+8.750000e-001 H_T=4194304 h_a=+1.076416e+000 H_a=4644864 h_g=+1.000000e+000 H_g=4473924 u_a=+2.747139e-001 u_g=+3.000000e-001 W_a=267792 goal${delta}=+1.250000e-001 actual${delta}=+2.014161e-001 u_a/u_g=+9.157131e-001`
    expect(runtimeRowsOf(read(oldEnd, oldGc(1)), 'pacerCycles')).toMatchObject([
      {
        cycle: 1,
        form: 0,
        markedBeforeBytes: 2_236_962,
        triggerRatio: 0.875,
        triggerBytes: 4_194_304,
        endRatio: 1.076416,
        endBytes: 4_644_864,
        goalRatio: 1,
        aboveGoalBytes: 4_644_864 - 4_473_924,
        cpuPercent: 27.47139,
        expectedCpuPercent: 30,
        heapWorkBytes: 267_792,
      },
    ])
    expect(runtimeRowsOf(read(newEnd.replace('∆', delta), gc(1)), 'pacerCycles')).toMatchObject([{ consMark: 1.5 }])
  })

  it('are read with the shortest floats of Go 1.26, and those that are none', () => {
    const result = read(
      'pacer: assist ratio=1.0261744449013157 (scan 0 MB in 3->4 MB) workers=0+0.25',
      newEnd.replace('+1.500000e+000', '1e+06'),
      gc(1),
      newEnd.replace('+1.500000e+000', '+Inf'),
      gc(2),
    )
    expect(runtimeRowsOf(result, 'pacerCycles')).toMatchObject([
      { assistRatio: 1.0261744449013157, consMark: 1_000_000 },
      { cycle: 2, consMark: null, cpuPercent: 27 },
    ])
  })

  it('of a cycle that never ended are of the one after the last', () => {
    const result = read(
      start,
      newEnd,
      gc(1),
      start,
      `SCHED 0ms: gomaxprocs=2 idleprocs=0 threads=4 runqueue=0 [0 0]`,
      start,
    )
    expect(runtimeRowsOf(result, 'pacerCycles').map(({ line, cycle }) => [line, cycle])).toEqual([
      [1, 1],
      [4, 2],
      [6, null],
    ])
  })
})

describe('scheduler lines', () => {
  it.each([
    [
      '1.5-1.19',
      'SCHED 309ms: gomaxprocs=2 idleprocs=0 threads=5 spinningthreads=1 idlethreads=2 runqueue=3 [1 4]',
      { needSpinning: null, localRunQueues: '1 4', schedTicks: null },
    ],
    [
      '1.20-1.24',
      'SCHED 309ms: gomaxprocs=2 idleprocs=0 threads=5 spinningthreads=1 needspinning=1 idlethreads=2 runqueue=3 [1 4]',
      { needSpinning: 1, localRunQueues: '1 4', schedTicks: null },
    ],
    [
      '1.25+',
      'SCHED 309ms: gomaxprocs=2 idleprocs=0 threads=5 spinningthreads=1 needspinning=1 idlethreads=2 runqueue=3 [ 1 4 ] schedticks=[ 190975 144 ]',
      { needSpinning: 1, localRunQueues: '1 4', schedTicks: '190975 144' },
    ],
  ])('are read in the form of Go %s', (version, line, row) => {
    const result = read(line)
    expect(runtimeRowsOf(result, 'schedSnapshots')).toMatchObject([
      {
        atNs: 309e6,
        procs: 2,
        idleProcs: 0,
        threads: 5,
        spinningThreads: 1,
        idleThreads: 2,
        runQueue: 3,
        localRunQueue: 5,
        longestLocalRunQueue: 4,
        ...row,
      },
    ])
    expect(result.summary.variant).toBe(`go${version}`)
  })

  it('take no queue for longer than the runtime has room for', () => {
    const result = read('SCHED 0ms: gomaxprocs=2 idleprocs=0 threads=5 runqueue=3 [4294967295 7]')
    expect(runtimeRowsOf(result, 'schedSnapshots')).toMatchObject([{ localRunQueue: 7, longestLocalRunQueue: 7 }])
  })

  it('keep what stands before a gc line that landed in their list', () => {
    const result = read(`SCHED 9ms: gomaxprocs=2 idleprocs=1 threads=5 runqueue=3 [ 1 ${gc(1)}`, ' 4 ]', gc(2))
    expect(result.summary.counts).toMatchObject({ gc_lines_complete: 2 })
    expect(runtimeRowsOf(result, 'schedSnapshots')).toMatchObject([{ runQueue: 3, localRunQueue: null }])
    expect(result.issues).toEqual([])
  })

  it('count what scheddetail prints below them, also between foreign lines', () => {
    const result = read(
      'SCHED 0ms: gomaxprocs=2 idleprocs=1 threads=5 spinningthreads=0 idlethreads=3 runqueue=4 gcwaiting=true nmidlelocked=1 stopwait=2 sysmonwait=false',
      '  P0: status=1 schedtick=4 syscalltick=3 m=0 runqsize=6 gfreecnt=7 timerslen=8',
      '2026/11/20 10:03:37 order accepted',
      '  P1: status=0 schedtick=1 syscalltick=0 m=nil runqsize=1 gfreecnt=0',
      '  M1: p=-1 curg=-1 mallocing=0 throwing=0 preemptoff= locks=2 dying=0 helpgc=0 spinning=false blocked=true lockedg=-1',
      '  M0: p=0 curg=1 mallocing=0 throwing=0 preemptoff=GC worker (idle) locks=1 dying=0 spinning=false blocked=false lockedg=1',
      '  G1: status=4098(chan receive) m=0 lockedm=0',
      '  G2: status=4(force gc (idle)) m=-1 lockedm=-1',
      '  G9: status=6() m=nil lockedm=nil',
      'SCHED 100ms: gomaxprocs=2 idleprocs=1 threads=5 spinningthreads=0 idlethreads=3 runqueue=0 gcwaiting=0 nmidlelocked=0 stopwait=0 sysmonwait=1',
    )
    expect(runtimeRowsOf(result, 'schedSnapshots')).toMatchObject([
      {
        line: 1,
        lastLine: 9,
        localRunQueue: 7,
        longestLocalRunQueue: 6,
        gcWaiting: 1,
        idleLockedThreads: 1,
        stopWait: 2,
        sysmonWait: 0,
        threadsWithProc: 1,
        blockedThreads: 1,
        lockedThreads: 1,
        goroutines: 2,
        runningGoroutines: 1,
        waitingGoroutines: 1,
        deadGoroutines: 1,
        localRunQueues: null,
      },
      { line: 10, sysmonWait: 1, goroutines: null },
    ])
    expect(runtimeRowsOf(result, 'schedProcs')).toMatchObject([
      { line: 2, snapshotLine: 1, proc: 0, status: 1, thread: 0, runQueue: 6, freeGoroutines: 7, timers: 8 },
      { line: 4, snapshotLine: 1, proc: 1, status: 0, thread: null, runQueue: 1, timers: null },
    ])
    expect(runtimeRowsOf(result, 'schedGoroutines')).toEqual([
      { snapshotLine: 1, status: 2, count: 1, reason: 'chan receive' },
      { snapshotLine: 1, status: 4, count: 1, reason: 'force gc (idle)' },
      { snapshotLine: 1, status: 6, count: 1, reason: '' },
    ])
  })

  it('begin a life where the clock falls, and go on with that of its gc lines', () => {
    const sched = (ms: number): string => `SCHED ${ms}ms: gomaxprocs=2 idleprocs=1 threads=5 runqueue=0 [0 0]`
    const result = read(sched(0), gc(1), sched(1500), gc(2), sched(3000), sched(0), gc(1, 1), sched(1500))
    expect(result.summary.lives).toMatchObject([
      { firstLine: 1, lastLine: 5, cycles: 2, durationNs: 3e9 },
      { firstLine: 6, lastLine: 8, cycles: 1, durationNs: 1.5e9 },
    ])
  })

  it('keep two processes of one stream apart by their clocks', () => {
    const sched = (ms: number): string => `SCHED ${ms}ms: gomaxprocs=2 idleprocs=1 threads=5 runqueue=0 [0 0]`
    const result = read(...[0, 1, 2, 3].flatMap((tick) => [sched(100_000 + tick * 1000), sched(5000 + tick * 1000)]))
    expect(result.runtime.map(({ rows }) => rows.length)).toEqual([4, 4])
  })

  it('place a life on the wall clock', () => {
    const result = read(
      '2026-11-20T10:03:40.000Z SCHED 5000ms: gomaxprocs=2 idleprocs=1 threads=5 runqueue=0 [0 0]',
      '2026-11-20T10:03:41.000Z SCHED 6000ms: gomaxprocs=2 idleprocs=1 threads=5 runqueue=0 [0 0]',
    )
    const [life] = result.summary.lives
    expect(Math.abs((life?.startMs ?? 0) - Date.UTC(2026, 10, 20, 10, 3, 35))).toBeLessThan(2)
    expect(result.summary.placement?.basis).toBe('logPrefix')
    expect(runtimeRowsOf(result, 'schedSnapshots')[0]?.wallMs).toBe(Date.UTC(2026, 10, 20, 10, 3, 40))
  })
})

describe('other lines', () => {
  it('of inittrace give packages, at process start', () => {
    const result = read(
      'init internal/bytealg @0 ms, 0 ms clock, 0 bytes, 0 allocs',
      'init example.com/shop/cart @3.4 ms, 0.004 ms clock, 128 bytes, 3 allocs',
      gc(1),
      'init internal/bytealg @0 ms, 0 ms clock, 0 bytes, 0 allocs',
    )
    expect(runtimeRowsOf(result, 'packageInits')).toMatchObject([
      { package: 'internal/bytealg', atNs: 0 },
      { package: 'example.com/shop/cart', atNs: 3.4e6, clockNs: 4000, bytes: 128, allocs: 3 },
      { line: 4 },
    ])
    expect(result.summary.lives).toMatchObject([{ cycles: 1 }, { cycles: 0, goVersions: 'go1.16+' }])
  })

  it('of checkfinalizers and gctrace=2 belong to the gc line before them', () => {
    const result = read(
      gc(1),
      'checkfinalizers: queue: 5 finalizers + 6 cleanups',
      'scan: total 8433+183+93=8709 objs, 43+7=50 spans',
      'scan: class 64B 8397+44+0=8441 objs, 19+0=19 spans',
      'scan: class L 3 objs',
    )
    expect(runtimeRowsOf(result, 'finalizerQueues')).toMatchObject([{ cycle: 1, finalizers: 5, cleanups: 6 }])
    expect(runtimeRowsOf(result, 'gcScans')).toMatchObject([
      {
        cycle: 1,
        sizeClass: null,
        objects: 8709,
        singleObjects: 8433,
        sparseObjects: 183,
        denseObjects: 93,
        spans: 50,
      },
      { cycle: 1, sizeClass: 64, objects: 8441, sparseSpans: 19, denseSpans: 0 },
      { cycle: 1, sizeClass: 0, objects: 3, spans: null },
    ])
  })

  it('of gccheckmark are counted and left to who reads crashes', () => {
    const result = read('runtime: checkmarks found unexpected unmarked object obj=0xc000012345', gc(1))
    expect(result.summary.counts).toMatchObject({ checkmark_errors: 1 })
  })

  it('that other programs print are not taken for the runtime’s', () => {
    const result = read(
      'scan: total failure of the scanner',
      'init done user@example.com',
      'pacer: slowing down',
      '  P99 latency: 12ms',
      '  G1: gate open',
      'scavenging the attic',
      'SCHEDULE 5ms',
      gc(1),
    )
    expect(result.summary.counts).toEqual({ lines: 8, gc_lines_complete: 1, forced: 0, GC_forced_lines: 0 })
    expect(result.issues).toEqual([])
  })

  it('that are cut or mixed with others are counted, and left out', () => {
    const whole = scav(1)
    for (let end = 'scav 1'.length; end < whole.length - ' util'.length; end++) {
      const cut = readLog(`${gc(1)}\n${whole.slice(0, end)}`)
      validateLog(cut)
      expect(runtimeRowsOf(cut, 'scavenges'), whole.slice(0, end)).toEqual([])
      expect(cut.issues).toMatchObject([{ code: 'runtime/cut-line', severity: 'dataLoss', at: { line: 2 } }])
    }
    const mixed = read(gc(1), 'scav 12 KiB work (bg), 2026/11/20 10:03:37 order accepted', gc(2))
    expect(mixed.issues).toMatchObject([{ code: 'runtime/damaged-line', at: { line: 2 }, count: 1 }])
    expect(mixed.summary.counts).toMatchObject({ scav: 1, runtime_lines_damaged: 1 })
  })
})

describe('a log with any of them', () => {
  it('is a runtime log without gc lines and a gctrace log with one, wherever it stands', () => {
    const of = (text: string) => {
      const head = new TextEncoder().encode(text)
      return recognise({ head, totalBytes: head.length })
    }
    expect(of(`${scav(1)}\n`)).toMatchObject({ kind: 'runtimeLog' })
    expect(of(`${scav(1)}\n${gc(1)}\n`)).toMatchObject({ kind: 'gctrace' })
  })

  it('takes a figure beyond all numbers for damage, not for infinity', () => {
    const line = (share: string): string =>
      `pacer: H_m_prev=2272990 h_t=+8.452803e-001 H_T=4194304 h_a=${share} H_a=5017392 h_g=+1.000000e+000 H_g=4545980 ` +
      'u_a=+4.348471e-001 u_g=+3.000000e-001 W_a=357264 goalΔ=+1.547197e-001 actualΔ=+3.624789e-001 u_a/u_g=+1.449490e+000'
    const result = readLog(`${line('+1.207397e+900')}\n${gc(1)}\n${line('+1.207397e+000')}\n${gc(2)}\n`)
    validateLog(result)
    expect(result.summary.counts['gc_lines_complete']).toBe(2)
  })

  it('gives valid rows whatever is damaged in it (seeded)', () => {
    const lines = [
      gc(1),
      scav(5),
      'pacer: assist ratio=+2.742310e-001 (scan 1 MB in 4->5 MB) workers=0++2.500000e-001',
      'pacer: 27% CPU (25 exp.) for 1+2+3 B work (4 B exp.) in 5 B -> 6 B (∆goal -7, cons/mark +1.5e+000)',
      'SCHED 309ms: gomaxprocs=2 idleprocs=0 threads=5 spinningthreads=1 idlethreads=2 runqueue=3 [1 4]',
      'SCHED 409ms: gomaxprocs=2 idleprocs=0 threads=5 idlethreads=2 runqueue=3 gcwaiting=0 nmidlelocked=0 stopwait=0 sysmonwait=0',
      '  P0: status=1 schedtick=4 syscalltick=3 m=0 runqsize=6 gfreecnt=7 timerslen=8',
      '  G1: status=4(sleep) m=-1 lockedm=-1',
      'init a/b @3.4 ms, 0.004 ms clock, 128 bytes, 3 allocs',
      'scan: total 1+2+3=6 objs, 4+5=9 spans',
      'scvg-1: 63 MB released',
      'checkfinalizers: queue: 5 finalizers + 6 cleanups',
    ]
    const damage = fc.record({
      line: fc.nat(lines.length - 1),
      at: fc.nat(120),
      drop: fc.nat(6),
      put: fc.string({ maxLength: 4 }),
    })
    fc.assert(
      fc.property(fc.array(damage, { minLength: 1, maxLength: 40 }), (edits) => {
        const log = edits.map(({ line, at, drop, put }) => {
          const text = lines[line] ?? ''
          return text.slice(0, at) + put + text.slice(at + drop)
        })
        validateLog(readLog(log.join('\n')))
      }),
      { seed: 20_261_121, numRuns: 2000 },
    )
  })
})
