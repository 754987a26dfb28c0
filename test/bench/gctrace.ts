// G1 (performance.md 6, 8): a million real gctrace lines, all figures into columns, with 2 % foreign lines between, against a
// straightforward regex reader over the same bytes in the same run.
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { createReader } from '../../electron/engine/formats/index.ts'
import { alternate } from './bench.ts'
import type { BenchRow } from './bench.ts'

const LINES = 1_000_000
const CHUNK = 1024 * 1024

/** Real gc lines of every version at hand: the corpus where it is, the fixtures otherwise. */
function realLines(): string[] {
  const root = resolve(import.meta.dirname, '../..')
  const corpus = resolve(root, '../shared/corpus/gctrace')
  const folder = existsSync(corpus) ? corpus : resolve(root, 'test/fixtures/gctrace')
  const lines: string[] = []
  for (const name of readdirSync(folder).sort()) {
    if (!name.endsWith('.log')) continue
    for (const line of readFileSync(resolve(folder, name), 'utf8').split('\n'))
      if (/^gc \d+ @.* P( \(forced\))?$/.test(line)) lines.push(line)
  }
  return lines
}

/** The lines repeated, renumbered and with a clock that runs, so that they are one long life; every 50th line is foreign. */
export function generateLog(lines: number): Buffer {
  const real = realLines()
  const out: string[] = []
  // One version's form after the other: no process prints both.
  const forms = [
    real.filter((line) => !line.includes(' MB stacks')),
    real.filter((line) => line.includes(' MB stacks')),
  ]
  for (let number = 1; number <= lines; number++) {
    const form = forms[number * 2 > lines ? 1 : 0] as string[]
    const line = form[number % form.length] as string
    out.push(`gc ${number} @${(number * 0.5).toFixed(3)}s${line.slice(line.indexOf('s ', line.indexOf('@')) + 1)}\n`)
    if (number % 50 === 0) out.push(`2026/11/20 10:03:37 level=info msg="order accepted" id=${number}\n`)
  }
  return Buffer.from(out.join(''))
}

const CYCLE =
  /^gc (\d+) @([\d.]+)s (\d+)%: ([\d.]+)\+([\d.]+)\+([\d.]+) ms clock, ([\d.]+)\+([\d.]+)\/([\d.]+)\/([\d.]+)\+([\d.]+) ms cpu, (\d+)->(\d+)->(\d+) MB, (\d+) MB goal, (?:(\d+) MB stacks, (\d+) MB globals, )?(\d+) P( \(forced\))?$/

/**
 * What a service prints with every setting of the runtime's tracing on, and a program that logs: per cycle its pacer, scavenger and
 * gc lines, a SCHED line, foreign lines of three log packages. `wrapped`: all of it as containerd writes it.
 */
export function generateMixedLog(cycles: number, isWrapped: boolean): { bytes: Buffer; lines: number } {
  const out: string[] = []
  for (let number = 1; number <= cycles; number++) {
    const seconds = (number * 0.5).toFixed(3)
    out.push(
      'pacer: assist ratio=0.9191429501488095 (scan 0 MB in 3->4 MB) workers=0+0.25',
      `2026/11/20 10:03:37 level=info msg="order accepted" id=${number}`,
      'pacer: 45% CPU (25 exp.) for 207168+11832+158122 B work (158122 B exp.) in 4022272 B -> 4595712 B (∆goal 401408, cons/mark 1.248405294725136)',
      `gc ${number} @${seconds}s 3%: 0.81+0.15+0.029 ms clock, 1.6+0.38/0.071/0+0.058 ms cpu, 3->4->0 MB, 4 MB goal, 0 MB stacks, 0 MB globals, 2 P`,
      'scav 320 KiB work (bg), 0 KiB work (eager), 3200 KiB now, 25% util',
      `{"level":"info","ts":1795258226.93,"caller":"a/b.go:12","msg":"order ${number}","worker":4}`,
      `SCHED ${number * 500 + 250}ms: gomaxprocs=4 idleprocs=0 threads=9 spinningthreads=0 needspinning=1 idlethreads=1 runqueue=1 [ 1 0 3 2 ] schedticks=[ 155405 120 7 9 ]`,
      `I1120 10:03:37.123456   12345 server.go:42] served request ${number} in 12ms`,
    )
  }
  const prefix = isWrapped ? '2026-11-20T10:03:37.512345678Z stderr F ' : ''
  return { bytes: Buffer.from(out.map((line) => `${prefix}${line}\n`).join('')), lines: out.length }
}

/** The peer: what one would write first. */
function readByRegex(bytes: Buffer, columns: Float64Array[]): number {
  let row = 0
  for (const line of bytes.toString('latin1').split('\n')) {
    const match = CYCLE.exec(line)
    if (match === null) continue
    for (let index = 0; index < 18; index++) (columns[index] as Float64Array)[row] = Number(match[index + 1])
    ;(columns[18] as Float64Array)[row] = match[19] === undefined ? 0 : 1
    row++
  }
  return row
}

function readByScanner(bytes: Buffer): number {
  let rows = 0
  const reader = createReader('gctrace', {
    cycles: (_life, batch) => {
      rows += batch.length
    },
    issue: () => undefined,
  })
  for (let at = 0; at < bytes.length; at += CHUNK) reader.push(bytes.subarray(at, at + CHUNK))
  reader.finish()
  return rows
}

const MIXED_CYCLES = 60_000

/** All line kinds: a million lines a second of CPU is what is promised. */
function mixedRows(): BenchRow[] {
  return [false, true].map((isWrapped): BenchRow => {
    const { bytes, lines } = generateMixedLog(MIXED_CYCLES, isWrapped)
    const rows = { cycles: 0, others: 0 }
    const cpu = alternate(5, {
      reader: () => {
        rows.cycles = 0
        rows.others = 0
        const reader = createReader('gctrace', {
          cycles: (_life, batch) => (rows.cycles += batch.length),
          runtimeRows: (_life, batch) => (rows.others += batch.length),
          issue: () => undefined,
        })
        for (let at = 0; at < bytes.length; at += CHUNK) reader.push(bytes.subarray(at, at + CHUNK))
        reader.finish()
      },
    })
    if (rows.cycles !== MIXED_CYCLES || rows.others !== 3 * MIXED_CYCLES)
      throw new Error(`read ${rows.cycles} cycles and ${rows.others} other rows of ${MIXED_CYCLES}`)
    return {
      name: `G3 all line kinds${isWrapped ? ', in CRI' : ''}: lines per second of CPU`,
      value: lines / cpu.reader / 1000,
      unit: 'M lines/s',
      limit: { atLeast: 1 },
      note: `${(lines / 1e6).toFixed(2)} M lines, half of them of the runtime, ${(bytes.length / 1e6).toFixed(0)} MB, CPU ${cpu.reader.toFixed(0)} ms, median of 5`,
    }
  })
}

export function run(): Promise<BenchRow[]> {
  const log = generateLog(LINES)
  const columns = Array.from({ length: 19 }, () => new Float64Array(LINES))
  const rows = { scanner: 0, regex: 0 }
  const cpu = alternate(5, {
    scanner: () => {
      rows.scanner = readByScanner(log)
    },
    regex: () => {
      rows.regex = readByRegex(log, columns)
    },
    byteSum: () => {
      let sum = 0
      for (let at = 0; at < log.length; at++) sum += log[at] as number
      if (sum === 0) throw new Error('empty log')
    },
  })
  if (rows.scanner !== LINES || rows.regex !== LINES)
    throw new Error(`read ${rows.scanner} and ${rows.regex} of ${LINES} cycles`)
  const note = `${LINES / 1e6} M gc lines + 2 % foreign, ${(log.length / 1e6).toFixed(0)} MB, CPU ${cpu.scanner.toFixed(0)} ms, median of 5`
  return Promise.resolve([
    {
      name: 'G1 gctrace lines per second of CPU',
      value: LINES / cpu.scanner / 1000,
      unit: 'M lines/s',
      limit: { atLeast: 1.5 },
      note,
    },
    {
      name: 'G1 gctrace against a regex reader',
      value: cpu.scanner / cpu.regex,
      unit: '×',
      limit: { atMost: 0.5 },
      note: `regex: ${cpu.regex.toFixed(0)} ms`,
    },
    {
      name: 'G1 gctrace against a byte sum (B)',
      value: cpu.scanner / cpu.byteSum,
      unit: '× B',
      limit: null,
      note: `B: ${cpu.byteSum.toFixed(0)} ms`,
    },
    ...mixedRows(),
  ])
}
