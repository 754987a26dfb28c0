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
  ])
}
