// Importing as the command line does it: throughput and memory of a log of a million cycles, from file to case.
import { spawnSync } from 'node:child_process'
import { closeSync, mkdtempSync, openSync, rmSync, statSync, writeSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { steadyLine } from '../support/builtCase.ts'
import type { BenchResult } from './bench.ts'

const CYCLES = 1_000_000
const CLI = resolve(import.meta.dirname, '../../electron/cli/main.ts')
const WITNESS =
  'data:text/javascript,process.on("exit",()=>process.stderr.write("\\nused "+JSON.stringify({...process.cpuUsage(),rss:process.resourceUsage().maxRSS})))'

export function run(): Promise<BenchResult[]> {
  const folder = mkdtempSync(join(tmpdir(), 'heapcase-bench-'))
  try {
    const log = join(folder, 'million.log')
    writeGctraceLog(log, CYCLES)
    const args = [`--import=${WITNESS}`, CLI, 'import', log, '-o', join(folder, 'm.heapcase'), '--no-analyze', '-q']
    const child = spawnSync(process.execPath, args, { encoding: 'utf8' })
    const used = JSON.parse(child.stderr.split('\nused ')[1] ?? 'null') as Record<string, number> | null
    if (child.status !== 0 || !used) throw new Error(`the import ended with ${child.status}: ${child.stderr}`)
    const seconds = ((used.user ?? 0) + (used.system ?? 0)) / 1e6
    const megabytes = statSync(log).size / 1e6
    return Promise.resolve([
      {
        name: 'Importing a log of 1 M cycles: memory',
        value: (used.rss ?? 0) / 1024,
        unit: 'MiB',
        limit: { atMost: 512 },
        note: `peak of the whole process; ${megabytes.toFixed(0)} MB of text`,
      },
      {
        name: 'Importing a log of 1 M cycles: lines per CPU second',
        value: CYCLES / seconds,
        unit: 'lines/s',
        limit: null,
        note: `reading, hashing, compressing, storing; ${(megabytes / seconds).toFixed(0)} MB/s`,
      },
    ])
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** The log of a service with that many GC cycles. */
export function writeGctraceLog(path: string, cycles: number): void {
  const file = openSync(path, 'w')
  try {
    for (let number = 1; number <= cycles;) {
      const lines: string[] = []
      for (const end = number + 20_000; number < end && number <= cycles; number++) lines.push(steadyLine(number))
      writeSync(file, lines.join(''))
    }
  } finally {
    closeSync(file)
  }
}
