// The readers that have no module of their own: real fixtures repeated to 16 MB and read without a case, in megabytes per second of
// CPU. No bar is set for them; the figures are here so that a slower reader shows.
import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { createReader } from '../../electron/engine/formats/index.ts'
import type { SourceKind } from '../../shared/records/index.ts'
import { cpuMs, median } from './bench.ts'
import type { BenchRow } from './bench.ts'

const BYTES = 16_000_000
const CHUNK = 1024 * 1024
const RUNS = 3

interface Case {
  name: string
  kind: SourceKind
  text: () => string
}

const fixture = (path: string): string => readFileSync(resolve(import.meta.dirname, '../fixtures', path), 'utf8')

/** One event; times run on, as those of a probe do. */
const event = (number: number): { time: string; goroutine: number; kind: string; size: number; class: number } => ({
  time: new Date(Date.UTC(2026, 10, 20, 10) + number)
    .toISOString()
    .replace('Z', `${String(number % 1e6).padStart(6, '0')}Z`),
  goroutine: 17 + (number % 300),
  kind: ['malloc', 'free', 'span_alloc', 'sweep'][number % 4] as string,
  size: 64 + (number % 4096),
  class: number % 136,
})
const EVENTS = Array.from({ length: 20_000 }, (_, number) => event(number))

const CASES: readonly Case[] = [
  {
    name: 'allocation events, JSON lines',
    kind: 'allocEvents',
    text: () => EVENTS.map((each) => `${JSON.stringify({ ...each, pid: 4711 })}\n`).join(''),
  },
  {
    name: 'allocation events, CSV',
    kind: 'allocEvents',
    text: () =>
      `time,pid,goroutine,kind,size,spanclass\n${EVENTS.map((each) => `${each.time},4711,${each.goroutine},${each.kind},${each.size},${each.class}\n`).join('')}`,
  },
  {
    name: 'allocation events, bpftrace',
    kind: 'allocEvents',
    text: () =>
      EVENTS.map(
        (each) => `mallocgc pid=4711 goid=${each.goroutine} size=${each.size} spanclass=${each.class} should_gc=1\n`,
      ).join(''),
  },
  { name: 'allocfreetrace', kind: 'allocEvents', text: () => fixture('alloc/go1.22-allocfreetrace.txt') },
  { name: 'MemStats as JSON lines', kind: 'metrics', text: () => MEMSTATS },
  {
    name: 'MemStats as JSON lines in CRI',
    kind: 'metrics',
    text: () => `2026-11-20T10:03:37.512345678Z stderr F ${MEMSTATS}`,
  },
  { name: 'benchmark results', kind: 'benchmark', text: () => BENCHMARKS },
  { name: 'smaps', kind: 'osMemory', text: () => SMAPS },
  { name: 'kernel log with kills', kind: 'osMemory', text: () => fixture('osmemory/kernel6.18-cgroup-kill.dmesg') },
  { name: 'debug=1 goroutine profile', kind: 'goroutines', text: () => COUNTS },
]

const MEMSTATS = `${JSON.stringify({ Alloc: 1e6, TotalAlloc: 5e6, Sys: 9e6, Mallocs: 100, Frees: 50, HeapAlloc: 1e6, HeapSys: 8e6, HeapIdle: 4e6, HeapInuse: 4e6, HeapReleased: 1e6, NextGC: 4e6, NumGC: 7, PauseTotalNs: 12_345 })}\n`
const BENCHMARKS = Array.from(
  { length: 200 },
  (_, number) => `BenchmarkStore/size=${number}-8 \t  100\t ${123.5 + number} ns/op\t 45 B/op\t 2 allocs/op\n`,
).join('')
const SMAPS = Array.from({ length: 50 }, (_, number) => {
  const from = (0xc00000 + number * 0x400).toString(16)
  return `${from}0000-${from}8000 rw-p 00000000 00:00 0 \nSize:               2048 kB\nRss:                1024 kB\nPss:                1024 kB\nPrivate_Dirty:      1024 kB\nAnonymous:          1024 kB\nSwap:                  0 kB\nVmFlags: rd wr mr mw me ac\n`
}).join('')
const COUNTS = `goroutine profile: total 300\n${Array.from({ length: 100 }, (_, number) => `3 @ 0x48adca 0x4184ee 0x${(number + 4096).toString(16)}\n#\t0x6fa358\tmain.work${number}+0x18\t/app/main.go:${number}\n#\t0x6fa360\tmain.main+0x20\t/app/main.go:20\n\n`).join('')}`

/** The text again and again, up to BYTES; its first line only once where it is a heading. */
function repeated({ name, text }: Case): Buffer {
  const once = text()
  const heading = name.includes('CSV') ? once.slice(0, once.indexOf('\n') + 1) : ''
  const body = once.slice(heading.length)
  return Buffer.from(heading + body.repeat(Math.ceil(BYTES / body.length)))
}

export function run(): Promise<BenchRow[]> {
  return Promise.resolve(
    CASES.map((each) => {
      const bytes = repeated(each)
      let records = 0
      const times = Array.from({ length: RUNS }, () =>
        cpuMs(() => {
          const reader = createReader(each.kind, { issue: () => undefined }, { modifiedMs: 0 })
          for (let at = 0; at < bytes.length; at += CHUNK) reader.push(bytes.subarray(at, at + CHUNK))
          ;({ records } = reader.finish())
        }),
      )
      if (records === 0) throw new Error(`${each.name}: nothing was read`)
      return {
        name: `Reading ${each.name}: MB per second of CPU`,
        value: bytes.length / 1e3 / median(times),
        unit: 'MB/s',
        limit: null,
        note: `${(bytes.length / 1e6).toFixed(0)} MB, ${records} records, median of ${RUNS}`,
      }
    }),
  )
}
