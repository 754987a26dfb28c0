// `npm run bench`: runs every benchmark and prints one table; `--json` prints the rows instead; names of modules as arguments
// run only these. Writes nothing. A new benchmark is a module beside this file that exports
// `run(): Promise<BenchRow[]>` (bench.ts), and one line in MODULES; each runs in a process of its own.
import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import { formatNumber, digitsFor } from '../../shared/units/format.ts'
import type { BenchRow } from './bench.ts'

const MODULES = [
  'gctrace',
  'pprof',
  'callTree',
  'openCase',
  'importing',
  'prometheus',
  'goroutines',
  'readers',
  'traceQueries',
  'gotrace',
  'window',
]

if (Number(process.versions.node.split('.')[0]) < 24) throw new Error('run this through npm: npm run bench')

const isMet = (row: BenchRow): boolean =>
  'skipped' in row ||
  row.limit === null ||
  ('atMost' in row.limit ? row.value <= row.limit.atMost : row.value >= row.limit.atLeast)

function bar(row: BenchRow): string {
  if ('skipped' in row || row.limit === null) return ''
  return 'atMost' in row.limit ? `≤ ${row.limit.atMost}` : `≥ ${row.limit.atLeast}`
}

const [only] = process.argv.slice(2).filter((argument) => argument.startsWith('module='))
if (only !== undefined) {
  // One module, in this process: its rows as JSON.
  const { run } = (await import(`./${only.slice('module='.length)}.ts`)) as { run: () => Promise<BenchRow[]> }
  console.log(JSON.stringify(await run()))
} else {
  const asked = process.argv.slice(2).filter((argument) => !argument.startsWith('--'))
  const rows: BenchRow[] = []
  for (const name of MODULES) {
    if (asked.length > 0 && !asked.includes(name)) continue
    if (!existsSync(resolve(import.meta.dirname, `${name}.ts`))) {
      rows.push({ name, skipped: 'not there' })
      continue
    }
    const child = spawnSync(process.execPath, ['--expose-gc', import.meta.filename, `module=${name}`], {
      encoding: 'utf8',
      maxBuffer: 64 * 1024 * 1024,
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    if (child.status !== 0) {
      rows.push({ name, skipped: `failed with exit code ${child.status}` })
      process.exitCode = 1
    } else rows.push(...(JSON.parse(child.stdout) as BenchRow[]))
  }
  if (process.argv.includes('--json')) console.log(JSON.stringify(rows, null, 2))
  else {
    const width = Math.max(...rows.map(({ name }) => name.length))
    for (const row of rows) {
      if ('skipped' in row) console.log(`${row.name.padEnd(width)}  skipped: ${row.skipped}`)
      else {
        const figure = `${formatNumber(row.value, digitsFor(row.value))} ${row.unit}`
        console.log(
          `${row.name.padEnd(width)}  ${figure.padStart(16)}  ${bar(row).padEnd(8)}  ${isMet(row) ? '  ' : '! '}${row.note}`,
        )
      }
    }
  }
  if (!rows.every(isMet)) process.exitCode = 1
}
