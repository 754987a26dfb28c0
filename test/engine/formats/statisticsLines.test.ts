// MemStats and expvar as JSON between the lines of a text.
import { readFileSync } from 'node:fs'
import { gzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { isRefusal, recognise } from '../../../electron/engine/formats/index.ts'
import { corpusFiles, corpusPath, hasCorpus } from '../../support/corpus.ts'
import { readSource, type ReadOptions, type ReadResult } from '../../support/readSource.ts'
import { validateStatistics } from '../../support/validateStatistics.ts'

const START = Date.UTC(2026, 10, 20, 10, 3, 37)
const stats = (alloc: number, more: object = {}): object => ({
  Alloc: alloc,
  TotalAlloc: alloc * 2,
  HeapAlloc: alloc,
  HeapSys: 4e6,
  HeapIdle: 1e6,
  HeapInuse: 3e6,
  NumGC: 3,
  ...more,
})
const compact = (alloc: number, more?: object): string => JSON.stringify(stats(alloc, more))
const pretty = (alloc: number, more?: object): string => JSON.stringify(stats(alloc, more), null, 2)
/** `fmt.Sprintf("%+v", stats)` of Go 1.26, shortened in its lists. */
const printed = (alloc: number): string =>
  `{Alloc:${alloc} TotalAlloc:${alloc * 2} Sys:7000000 Lookups:0 Mallocs:14 Frees:13 HeapAlloc:${alloc} HeapSys:4000000 HeapIdle:1000000 ` +
  `HeapInuse:3000000 HeapReleased:5160960 HeapObjects:1 StackInuse:393216 StackSys:393216 MSpanInuse:369280 MSpanSys:1028160 ` +
  `MCacheInuse:9184 MCacheSys:16072 BuckHashSys:1443415 GCSys:2519808 OtherSys:1015993 NextGC:44246622 LastGC:0 PauseTotalNs:0 ` +
  `PauseNs:[0 0] PauseEnd:[0 0] NumGC:3 NumForcedGC:0 GCCPUFraction:1.2e-05 EnableGC:true DebugGC:false ` +
  `BySize:[{Size:0 Mallocs:0 Frees:0} {Size:8 Mallocs:7 Frees:5}]}`
const RING = Array.from({ length: 256 }, () => 0)
/** `%v` and `%#v` of Go 1.26, shortened in their sizes. */
const bare = (alloc: number): string =>
  `{${alloc} ${alloc * 2} 7000000 0 14 13 ${alloc} 4000000 1000000 3000000 5160960 1 393216 393216 369280 1028160 9184 16072 1443415 ` +
  `2519808 1015993 44246622 0 0 [${RING.join(' ')}] [${RING.join(' ')}] 3 0 1.2e-05 true false [{0 0 0} {8 7 5}]}`
const hex = (value: number): string => `0x${value.toString(16)}`
const goSyntax = (alloc: number): string =>
  `{Alloc:${hex(alloc)}, TotalAlloc:${hex(alloc * 2)}, Sys:0x6acfc0, Lookups:0x0, Mallocs:0xe, Frees:0xd, HeapAlloc:${hex(alloc)}, ` +
  `HeapSys:0x3d0900, HeapIdle:0xf4240, HeapInuse:0x2dc6c0, HeapReleased:0x0, HeapObjects:0x1, StackInuse:0x60000, StackSys:0x60000, ` +
  `MSpanInuse:0x5a280, MSpanSys:0xfb040, MCacheInuse:0x23e0, MCacheSys:0x3ec8, BuckHashSys:0x160667, GCSys:0x267300, OtherSys:0xf80b9, ` +
  `NextGC:0x2a3265e, LastGC:0x0, PauseTotalNs:0x0, PauseNs:[256]uint64{${RING.map(hex).join(', ')}}, ` +
  `PauseEnd:[256]uint64{${RING.map(hex).join(', ')}}, NumGC:0x3, NumForcedGC:0x0, GCCPUFraction:1.2e-05, EnableGC:true, DebugGC:false, ` +
  `BySize:[61]struct { Size uint32; Mallocs uint64; Frees uint64 }{struct { Size uint32; Mallocs uint64; Frees uint64 }{Size:0x0, ` +
  `Mallocs:0x0, Frees:0x0}, struct { Size uint32; Mallocs uint64; Frees uint64 }{Size:0x8, Mallocs:0x7, Frees:0x5}}}`
const expvar = (alloc: number): string =>
  `{\n"cmdline": ["/app","-v"],\n"memstats": ${compact(alloc)},\n"requests": ${alloc}\n}`
const clock = (second: number): string => `2026/11/20 10:03:${String(37 + second).padStart(2, '0')}`
const iso = (second: number): string => new Date(START + second * 1000).toISOString()
const docker = (text: string, second: number): string =>
  JSON.stringify({ log: `${text}\n`, stream: 'stderr', time: iso(second) })

/** The kind, or the code of the refusal. */
function kindOf(text: string): string {
  const head = new TextEncoder().encode(text)
  const answer = recognise({
    head: head.subarray(0, 262_144),
    totalBytes: head.length,
    scan: (at, length) => head.subarray(at, at + length),
  })
  return isRefusal(answer) ? answer.code : answer.kind
}

function read(text: string, options: ReadOptions = {}): ReadResult {
  expect(kindOf(text)).toBe('metrics')
  const result = readSource('metrics', text, options)
  validateStatistics(result)
  return result
}

/** Points of HeapAlloc: seconds after START, and value. A time that is written to the second is the middle of it. */
function heap({ series, points, summary }: ReadResult): [at: number, value: number][] {
  const of = points[series.findIndex(({ name }) => name === 'memstats.HeapAlloc')]
  const from = summary.seriesAxis === 'wall' ? START : 0
  return (of?.at ?? []).map((at, index) => [from > 0 ? Math.floor((at - from) / 1000) : at, of?.value[index] as number])
}

const FORMS: Record<string, string[]> = {
  'behind text in a line of Go’s log package': [0, 10, 20].map(
    (second) => `${clock(second)} memstats: ${compact(second)}`,
  ),
  'below a line of text': [0, 10, 20].map((second) => `${clock(second)} memstats\n${pretty(second)}`),
  'from behind text on': [0, 10, 20].map((second) => `${clock(second)} memstats: ${pretty(second)}`),
  'between lines that have nothing to do with it': [0, 10, 20].map(
    (second) =>
      `${clock(second)} starting {worker} [7]\n${clock(second)} m {"a":{"b":[1,"}"]}} memstats = ${compact(second)} ok\n${clock(second)} {done`,
  ),
  'with CRLF': [0, 10, 20].map(
    (second) => `${clock(second)} memstats:\r\n${pretty(second).replaceAll('\n', '\r\n')}\r`,
  ),
  'with tabs': [0, 10, 20].map((second) => `${clock(second)} m\n${JSON.stringify(stats(second), null, '\t')}`),
  'below a time': [0, 10, 20].map((second) => `${iso(second).replace('.000', '')}\n${pretty(second)}`),
  'below a time of `date`': [0, 10, 20].map((second) => `Fri Nov 20 10:03:${37 + second} UTC 2026\n${compact(second)}`),
  'as expvar below a line of text': [0, 10, 20].map((second) => `${clock(second)} vars\n${expvar(second)}`),
  'in a message of a collector': [0, 10, 20].map((second) => docker(`memstats: ${compact(second)}`, second)),
  'in a message of several lines': [0, 10, 20].map((second) =>
    docker(`stats of orders\n${pretty(second)}\nend`, second),
  ),
  'line by line in a collector’s entries': [0, 10, 20].flatMap((second) =>
    `stats\n${pretty(second)}`.split('\n').map((line) => docker(line, second)),
  ),
  'in a log package’s JSON': [0, 10, 20].map((second) =>
    JSON.stringify({ time: iso(second), level: 'INFO', msg: `memstats: ${compact(second)}` }),
  ),
  'behind klog’s header': [0, 10, 20].map(
    (second) => `I1120 10:03:${37 + second}.000000   77 run.go:42] memstats: ${compact(second)}`,
  ),
  'as %+v prints them': [0, 10, 20].map((second) => `${clock(second)} [worker {3}] mem ${printed(second)} {done}`),
  'as %+v prints a pointer to them': [0, 10, 20].map((second) => `${clock(second)} &${printed(second)}`),
  'as %+v prints them, in a message of a collector': [0, 10, 20].map((second) =>
    docker(`stats: ${printed(second)}`, second),
  ),
  'as %+v prints them, in a log package’s JSON': [0, 10, 20].map((second) =>
    JSON.stringify({ time: iso(second), level: 'INFO', msg: printed(second) }),
  ),
  'as %+v prints them, below a time': [0, 10, 20].map(
    (second) => `${iso(second).replace('.000', '')}\n${printed(second)}`,
  ),
  'in a field beside a message': [0, 10, 20].map((second) =>
    JSON.stringify({ time: iso(second), level: 'INFO', msg: 'memory', mem: stats(second), goroutines: 7 }),
  ),
  'in a field in a group': [0, 10, 20].map((second) =>
    JSON.stringify({ level: 'info', ts: (START + second * 1000) / 1000, msg: 'm', run: { mem: stats(second), x: 1 } }),
  ),
  'in a field without a message': [0, 10, 20].map((second) =>
    JSON.stringify({ level: 'info', time: iso(second), mem: stats(second) }),
  ),
  'in fields of their own': [0, 10, 20].map((second) =>
    JSON.stringify({ time: iso(second), msg: 'memory', ...stats(second) }),
  ),
  'in a field of a message, in a collector’s entries': [0, 10, 20].map((second) =>
    docker(JSON.stringify({ time: iso(second), level: 'INFO', msg: 'memory', mem: stats(second) }), second),
  ),
  'as %+v prints them, in a field': [0, 10, 20].map((second) =>
    JSON.stringify({ time: iso(second), level: 'INFO', msg: 'memory', mem: printed(second) }),
  ),
  'as JSON in a string of a field': [0, 10, 20].map((second) =>
    JSON.stringify({ time: iso(second), level: 'INFO', msg: 'memory', mem: compact(second) }),
  ),
  'as %+v prints them, in a field of slog’s TextHandler': [0, 10, 20].map(
    (second) => `time=${iso(second)} level=INFO msg=whole mem="${printed(second)}" n=1`,
  ),
  'as %v prints them': [0, 10, 20].map((second) => `${clock(second)} mem ${bare(second)} [x {1 2}]`),
  'as %#v prints them': [0, 10, 20].map((second) => `${clock(second)} runtime.MemStats${goSyntax(second)}`),
  'with kubectl’s time': [0, 10, 20].map((second) => `${iso(second)} memstats: ${compact(second)}`),
}

describe('statistics in a text', () => {
  it.each(Object.entries(FORMS))('are read %s, at the time of their line', (_name, lines) => {
    const text = `${lines.join('\n')}\n`
    const result = read(text, { modifiedMs: START + 86_400_000 })
    expect(result.issues).toEqual([])
    expect(heap(result)).toEqual([
      [0, 0],
      [10, 10],
      [20, 20],
    ])
    expect(result.summary).toMatchObject({
      counts: { lines: text.split('\n').length - 1, snapshots: 3 },
      placement: { basis: 'inData' },
    })
    const { startMs = 0, endMs = 0, errorMs = 0 } = result.summary.placement ?? {}
    expect([Math.floor(startMs / 1000), Math.floor(endMs / 1000)]).toEqual([START / 1000, START / 1000 + 20])
    expect(errorMs).toBeGreaterThan(0)
    for (const options of [{ chunk: 1 }, { chunk: 97 }])
      expect(heap(readSource('metrics', text, { ...options, modifiedMs: START + 86_400_000 }))).toEqual(heap(result))
    expect(heap(readSource('metrics', gzipSync(text), { modifiedMs: START + 86_400_000 }))).toEqual(heap(result))
  })

  it('are the same as %+v prints them and as JSON', () => {
    const values = ({ series, points }: ReadResult): Record<string, number | undefined> =>
      Object.fromEntries(
        series.map(({ name, labels }, index) => [`${name} ${JSON.stringify(labels)}`, points[index]?.value[0]]),
      )
    expect(values(read(`${printed(5)}\n`))).toMatchObject({
      'memstats.HeapAlloc {}': 5,
      'memstats.Sys {}': 7_000_000,
      'memstats.GCCPUFraction {}': 1.2e-5,
      'memstats.EnableGC {}': 1,
      'memstats.BySize.Mallocs {"size":"8"}': 7,
      'memstats.BySize.Frees {"size":"8"}': 5,
    })
    for (const text of [bare(5), `runtime.MemStats${goSyntax(5)}`])
      expect(values(read(`${text}\n`))).toMatchObject({
        'memstats.HeapAlloc {}': 5,
        'memstats.HeapSys {}': 4_000_000,
        'memstats.NumGC {}': 3,
        'memstats.GCCPUFraction {}': 1.2e-5,
        'memstats.EnableGC {}': 1,
        'memstats.BySize.Mallocs {"size":"8"}': 7,
      })
    const cut = read(`${clock(0)} ${printed(1)}\n${clock(1)} ${printed(2).slice(0, 300)}\n`)
    expect(heap(cut)).toEqual([[0, 1]])
    expect(cut.issues).toMatchObject([{ code: 'metrics/broken-json', severity: 'dataLoss', at: { line: 2 }, count: 1 }])
  })

  const named = (text: string, name: string, options: ReadOptions = {}): number[] | undefined => {
    const { series, points } = readSource('metrics', text, options)
    return points[series.findIndex((one) => one.name === `memstats.${name}`)]?.value
  }

  it.each([
    ['alone', (mib: number) => `Alloc = ${mib} MiB\tTotalAlloc = ${mib * 2} MiB\tSys = 12 MiB\tNumGC = 4`],
    ['behind a time', (mib: number) => `${clock(mib)} Alloc = ${mib} MiB, TotalAlloc = ${mib * 2} MiB, Sys = 12 MiB`],
    ['in a collector’s entries', (mib: number) => docker(`Alloc = ${mib} MiB\tTotalAlloc = 8 MiB\tNumGC = 4`, mib)],
    ['in KiB', (mib: number) => `mem: HeapAlloc=${mib * 1024}KiB HeapSys=${mib * 2048}KiB`],
  ])('are read of figures with their units: %s', (_name, line) => {
    const text = `${[3, 5, 8].map(line).join('\n')}\n`
    expect(kindOf(text)).toBe('metrics')
    const { issues } = readSource('metrics', text)
    expect(issues).toMatchObject([{ severity: 'note', code: 'metrics/rounded', count: 3 }])
    const name = text.includes('HeapAlloc') ? 'HeapAlloc' : 'Alloc'
    for (const chunk of [1, 7, 1000])
      expect(named(text, name, { chunk })).toEqual([3, 5, 8].map((mib) => mib * 2 ** 20))
  })

  it.each([
    ['slog’s TextHandler', `time=${iso(0)} level=INFO msg=m heap_alloc=3152472 heap_sys=8126464 num_gc=3`],
    ['a group of it', `time=${iso(0)} level=INFO msg=m mem.HeapAlloc=3152472 mem.HeapSys=8126464 mem.NumGC=3`],
    ['slog’s default handler', `${clock(0)} INFO memory heap_alloc=3152472 heap_inuse=3366912`],
    ['names with their unit', `${clock(0)} heap_alloc_bytes=3152472 heap_sys_bytes=8126464`],
    [
      'fields of JSON',
      JSON.stringify({ time: iso(0), level: 'INFO', msg: 'm', run: { heap_alloc: 3_152_472, heap_sys: 8_126_464 } }),
    ],
  ])('are read of figures that can be nothing but bytes: %s', (_name, line) => {
    expect(kindOf(`${line}\n`)).toBe('metrics')
    expect(readSource('metrics', line).issues).toEqual([])
    for (const chunk of [1, 7, 1000]) expect(named(line, 'HeapAlloc', { chunk })).toEqual([3_152_472])
  })

  it('are read below a list of processes', () => {
    const text = `  PID   RSS COMMAND\n   77 11372 app\n${clock(0)} Alloc = 3 MiB TotalAlloc = 8 MiB\n`
    expect(kindOf(text)).toBe('metrics')
    expect(named(text, 'Alloc')).toEqual([3 * 2 ** 20])
  })

  it.each([
    'Alloc = 3 TotalAlloc = 8 Sys = 12 NumGC = 4',
    `${clock(0)} heap_alloc=3079 heap_sys=7936`,
    'alloc = 3 of 4, sys = 5',
  ])('are not guessed from %s', (line) => {
    expect(kindOf(`${line}\n`)).toBe('text/no-gc-line')
  })

  it('are read of debug.GCStats as %+v prints it', () => {
    const stats = (cycles: number, pauses: string[]): string =>
      `{LastGC:${last(cycles)} NumGC:${cycles} PauseTotal:1.5ms Pause:[${pauses.join(' ')}] ` +
      `PauseEnd:[${pauses.map((_, index) => last(cycles - index)).join(' ')}] PauseQuantiles:[]}`
    const last = (cycle: number): string => `2026-11-20 10:03:${String(cycle).padStart(2, '0')}.5 +0000 UTC`
    const text = `${clock(0)} ${stats(1, ['20µs'])}\n${clock(1)} ${stats(3, ['1.2ms', '30µs', '20µs'])}\n`
    expect(kindOf(text)).toBe('metrics')
    expect(readSource('metrics', text).issues).toEqual([])
    for (const chunk of [1, 7, 1000]) {
      expect(named(text, 'PauseNs', { chunk })).toEqual([20_000, 30_000, 1_200_000])
      expect(named(text, 'NumGC', { chunk })).toEqual([1, 3])
      expect(named(text, 'PauseTotalNs', { chunk })).toEqual([1_500_000, 1_500_000])
    }
  })

  it('are read of runtime/metrics that are printed one per line', () => {
    const set = (objects: number): string[] => [
      '/cgo/go-to-c-calls:calls: 1',
      '/cpu/classes/gc/mark/assist:cpu-seconds: 0.250000',
      '/gc/pauses:seconds: 0.000012',
      `/memory/classes/heap/objects:bytes: ${objects}`,
      '/sched/gomaxprocs:threads: 4',
    ]
    const values = (result: ReadResult): Record<string, number[]> =>
      Object.fromEntries(result.series.map(({ name }, index) => [name, [...(result.points[index]?.value ?? [])]]))
    const plain = read(`${set(5).join('\n')}\n`)
    expect(values(plain)).toEqual({
      '/cgo/go-to-c-calls:calls': [1],
      '/cpu/classes/gc/mark/assist:cpu-seconds': [0.25],
      '/memory/classes/heap/objects:bytes': [5],
      '/sched/gomaxprocs:threads': [4],
    })
    expect(plain.summary).toMatchObject({ variant: 'runtime-metrics', counts: { snapshots: 1 } })
    expect(plain.issues).toMatchObject([
      { code: 'metrics/printed-histogram', severity: 'note', at: { line: 3 }, count: 1 },
    ])
    const series = [0, 10].flatMap((second) => ['a line', ...set(second)].map((line) => `${iso(second)} ${line}`))
    const timed = read(`${series.join('\r\n')}\r\n`)
    expect(values(timed)['/memory/classes/heap/objects:bytes']).toEqual([0, 10])
    expect(timed.summary).toMatchObject({ counts: { snapshots: 2 }, placement: { basis: 'inData' } })
    // Two processes print at the same time.
    const mixed = set(7).flatMap((line, index) => [
      `[pod/a/app] ${iso(index)} ${line}`,
      `[pod/b/app] ${iso(index)} ${line.replace(/ 7$/, ' 8')}`,
    ])
    expect(values(read(`${mixed.join('\n')}\n`))['/memory/classes/heap/objects:bytes']).toEqual([7, 8])
    expect(kindOf('/memory/classes/heap/objects:bytes: many\n')).not.toBe('metrics')
  })

  it('are of the object’s own time where it has one, and of none where nothing tells', () => {
    const own = { Time: iso(100) }
    expect(
      heap(read(`${clock(0)} m: ${compact(1, own)}\n${clock(10)} m: ${compact(2, { Time: iso(110) })}\n`)),
    ).toEqual([
      [100, 1],
      [110, 2],
    ])
    const untimed = read(`first\n${pretty(1)}\nsecond\n${pretty(2)}\n`)
    expect([untimed.summary.seriesAxis, heap(untimed)]).toEqual([
      'order',
      [
        [0, 1],
        [1, 2],
      ],
    ])
    const single = read(`HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n\r\n${expvar(7)}\n`, {
      modifiedMs: START + 5000,
    })
    expect([single.summary.placement?.basis, heap(single)]).toEqual(['modified', [[5, 7]]])
  })

  it('are also read where the first stands megabytes into the text', () => {
    const text = `${'level=info msg="batch done" n=40\n'.repeat(60_000)}${clock(5)} memstats: ${compact(7)}\n`
    expect(text.length).toBeGreaterThan(1e6)
    expect(heap(read(text))).toEqual([[5, 7]])
  })

  it('join a log that is read for other lines, which stay as they are', () => {
    const gc = (cycle: number): string =>
      `gc ${cycle} @${cycle}.012s 2%: 0.026+0.39+0.10 ms clock, 0.21+0.88/0.52/0+0.83 ms cpu, 4->4->0 MB, 4 MB goal, 8 P`
    const dump = 'goroutine 7 [running]:\nmain.work()\n\t/app/main.go:30 +0x1d\n'
    const around = (middle: string): string => `${gc(1)}\n${clock(1)} hello\n${middle}${gc(2)}\n${dump}\n`
    const lines = pretty(9).split('\n')
    // A gc line lands between the lines of the object.
    const object = [...lines.slice(0, 3), gc(3), ...lines.slice(3)].join('\n')
    const text = `${around(`${clock(10)} stats\n${object}\n`)}`
    expect(kindOf(text)).toBe('gctrace')
    const mixed = readSource('gctrace', text)
    expect(heap(mixed)).toEqual([[10, 9]])
    expect(mixed.summary.seriesAxis).toBe('wall')
    expect(mixed.issues.filter(({ code }) => !code.startsWith('gctrace/'))).toEqual([])
    expect(mixed.goroutines[0]?.length).toBe(1)
    expect(mixed.summary.counts).toMatchObject({ gc_lines_complete: 3, goroutines: 1, snapshots: 1 })
    const { series, points, summary } = readSource('gctrace', around(''))
    expect([series, points, summary.seriesAxis]).toEqual([[], [], undefined])
    expect(Object.keys(summary.counts)).not.toContain('snapshots')
  })

  it('keep the placement that gc lines have where they know no time', () => {
    const gc = `gc 1 @1.012s 2%: 0.026+0.39+0.10 ms clock, 0.21+0.88/0.52/0+0.83 ms cpu, 4->4->0 MB, 4 MB goal, 8 P`
    const plain = readSource('gctrace', `${iso(0)} ${gc}\n`).summary.placement
    expect(plain).not.toBeNull()
    const { placement } = readSource('gctrace', `${iso(0)} ${gc}\n${pretty(1)}\n`, { modifiedMs: START + 1e9 }).summary
    expect(placement).toEqual(plain)
  })

  it('of two processes are put together line by line', () => {
    const entry = (line: string, pod: string): string => `[pod/${pod}/app] ${iso(pod === 'a' ? 0 : 10)} ${line}`
    const [first, second] = [pretty(1).split('\n'), pretty(2).split('\n')]
    const text = [
      entry('stats:', 'a'),
      ...first.flatMap((line, at) => [entry(line, 'a'), entry(second[at] ?? '', 'b')]),
    ].join('\n')
    expect(heap(read(`stats\n${text}\n`))).toEqual([
      [0, 1],
      [10, 2],
    ])
  })
})

describe('logs of many processes', () => {
  it('are followed one by one', () => {
    const entry = (line: string, pod: number): string => `[pod/p${pod}/app] ${iso(pod % 60)} ${line}`
    const pods = Array.from({ length: 1000 }, (_, pod) => pod)
    const text = pods
      .flatMap((pod) =>
        pretty(pod)
          .split('\n')
          .map((line) => entry(line, pod)),
      )
      .join('\n')
    expect(heap(read(`stats\n${text}\n`)).map(([, value]) => value)).toEqual(pods)
  })
})

describe('objects that are no whole statistics', () => {
  const whole = `${clock(0)} m: ${compact(1)}\n`

  it.each([
    ['broken off by another line', `${clock(1)} m: {\n  "HeapAlloc": 1,\n  "HeapSys": 2,\nwhat is this\n`, 3],
    ['broken off by the end', `${clock(1)} m: {\n  "HeapAlloc": 1,\n  "HeapSys": 2,\n`, 3],
    ['with a wrong comma', `${clock(1)} m: {"HeapAlloc":1,,"HeapSys":2}\n`, 3],
    ['ended with their message', `${docker('m: {"HeapAlloc":1,\n"HeapSys":2,', 1)}\n"NumGC":3}\n`, 3],
    ['broken off by an object', `${clock(1)} m: {"HeapAlloc":1,\n"HeapSys":2,\n${compact(3)}\n`, 3],
  ])('are counted by the line where they begin: %s', (_name, text, line) => {
    const result = read(`${whole}\n${text}${clock(2)} m: ${compact(2)}\n`)
    expect(result.issues).toMatchObject([{ code: 'metrics/broken-json', severity: 'dataLoss', at: { line }, count: 1 }])
    expect(result.issues[0]?.message).toContain(`line ${line}`)
    expect(heap(result).slice(0, 1)).toEqual([[0, 1]])
    expect(heap(result).at(-1)).toEqual([2, 2])
  })

  it('name the line of the file behind messages of several lines and split entries', () => {
    const others = [
      docker('{"msg":"a\\nb\\nc"}', 0),
      docker('x'.repeat(17_000), 0).replace('\\n', ''),
      docker('end', 0),
    ]
    const text = [docker(`m: ${compact(1)}`, 0), ...others, docker('m: {"HeapAlloc":1,"HeapSys":2,}', 1)].join('\n')
    expect(read(`${text}\n`).issues).toMatchObject([{ code: 'metrics/broken-json', at: { line: 5 } }])
  })

  it('are no issue where they are something else', () => {
    const others = [
      'config {"a":1}',
      '{"level":"info","n":4}',
      'func main() {',
      '{',
      '"x"',
      'x {"y": [1, 2',
      '}',
      '{}',
      '{"',
    ]
    expect(read(`${whole}${others.join('\n')}\n${whole}`).issues).toEqual([])
  })

  it('do not make a text that is refused one that is taken', () => {
    for (const text of [
      'HeapAlloc = 1, HeapSys = 2\n',
      'type S struct {\n\tHeapAlloc uint64 `json:"HeapAlloc"`\n}\n',
      '"Heap": "HeapAlloc"\n',
    ])
      expect(kindOf(text.repeat(20))).toBe('text/no-gc-line')
  })

  it('leave a log that is said to be statistics refused where it has none', () => {
    const gc = 'gc 1 @1.012s 2%: 0.026+0.39+0.10 ms clock, 0.21+0.88/0.52/0+0.83 ms cpu, 4->4->0 MB, 4 MB goal, 8 P\n'
    expect(() => readSource('metrics', `hello there\nworld\n${gc}`)).toThrow(/no sample/)
    expect(() => readSource('metrics', `${clock(1)} m: {"HeapAlloc":1,"HeapSys":}\n`)).toThrow(/no sample/)
  })

  it.each([
    ['braces', '{'.repeat(1_000_000)],
    ['opening keys', '{"a'.repeat(300_000)],
    ['nested objects', '{"a":'.repeat(200_000)],
    ['closed objects behind blanks', `${' '.repeat(400_000)}${'{"":1}'.repeat(80_000)}`],
    ['objects that go on', '{\n'.repeat(300_000)],
    ['an array without end', `{"a":[\n${'1,\n'.repeat(300_000)}`],
    ['strings without end', '{"\n'.repeat(200_000)],
  ])('are passed in time that grows with the text alone: %s', (_name, hostile) => {
    // Quadratic work would take minutes: the suite's limit of time is the test.
    const result = readSource('metrics', `${whole}${hostile}\n${clock(20)} m: ${compact(2)}\n`)
    expect(heap(result)).toEqual([
      [0, 1],
      [20, 2],
    ])
  })
})

describe('whole documents', () => {
  it.skipIf(!hasCorpus)('are read as before, and the same behind a line of text', () => {
    const names = corpusFiles('memstats').filter((name) => !name.includes('runtime-metrics'))
    expect(names.length).toBeGreaterThan(10)
    for (const name of names) {
      const document = readFileSync(corpusPath(name), 'utf8')
      const plain = readSource('metrics', document)
      const behind = readSource('metrics', `stats of orders\n${document}`)
      expect([name, behind.series, behind.points]).toEqual([name, plain.series, plain.points])
      expect([behind.summary.placement, behind.summary.variant]).toEqual([
        plain.summary.placement,
        plain.summary.variant,
      ])
      expect(behind.summary.counts.lines).toBe((plain.summary.counts.lines ?? 0) + 1)
      expect(kindOf(`stats of orders\n${document}`)).toBe('metrics')
    }
  })
})
