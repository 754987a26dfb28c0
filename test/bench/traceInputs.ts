// Execution traces to measure with: real ones, given or made by test/captures/tracing where a Go toolchain is found, and written ones of any
// size. Go's own reader is the peer.
import { execFileSync, spawnSync } from 'node:child_process'
import { closeSync, existsSync, mkdtempSync, openSync, rmSync, statSync, writeSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { syntheticTrace } from '../support/syntheticTrace.ts'
import type { SyntheticOptions } from '../support/syntheticTrace.ts'

const ROOT = resolve(import.meta.dirname, '../..')
const TOOLS = process.env['HEAPCASE_TOOLS'] ?? resolve(ROOT, '../shared/tools')
const REFERENCE = join(TOOLS, 'trace-reference')
const REAL_BYTES = 60e6
const ATTEMPTS = 4

export interface TraceFile {
  path: string
  bytes: number
  note: string
}

const fileOf = (path: string, note: string): TraceFile => ({ path, bytes: statSync(path).size, note })

export function withFolder<Result>(work: (folder: string) => Promise<Result>): Promise<Result> {
  const folder = mkdtempSync(join(tmpdir(), 'heapcase-bench-'))
  return work(folder).finally(() => rmSync(folder, { recursive: true, force: true }))
}

/** Go 1.26's command; null where there is none. */
export function installedGo(): string | null {
  const installer = join(TOOLS, 'install-go')
  try {
    return existsSync(installer) ? execFileSync(installer, ['1.26'], { encoding: 'utf8' }).trim() : null
  } catch {
    return null
  }
}

/** A trace of Go 1.26 of 60 MB or more: HEAPCASE_BENCH_TRACE, else made; a text says why there is none. */
export function realTrace(folder: string): TraceFile | string {
  const given = process.env['HEAPCASE_BENCH_TRACE']
  if (given !== undefined) return fileOf(given, 'real, given')
  const go = installedGo()
  if (go === null) return 'no Go toolchain (HEAPCASE_TOOLS) and no HEAPCASE_BENCH_TRACE'
  const program = join(folder, 'tracing')
  const env = { ...process.env, GOTOOLCHAIN: 'local', GOFLAGS: '-mod=mod', GOPROXY: 'off' }
  execFileSync(go, ['build', '-o', program, '.'], { cwd: resolve(ROOT, 'test/captures/tracing'), env })
  const path = join(folder, 'real.trace')
  // How much is traced in a second depends on the machine.
  for (let seconds = 4, attempt = 0; attempt < ATTEMPTS; attempt++) {
    execFileSync(program, ['-work', 'mixed', '-procs', '8', '-n', '64', '-for', `${seconds}s`, '-o', path])
    const { size } = statSync(path)
    if (size >= REAL_BYTES) break
    seconds = Math.min(60, Math.ceil((seconds * REAL_BYTES * 1.3) / Math.max(size, 1)))
  }
  return fileOf(path, 'real, Go 1.26, mixed work')
}

/** A trace of Go 1.19–1.21, which no toolchain at hand makes. */
export function realV1Trace(): TraceFile | string {
  const given = process.env['HEAPCASE_BENCH_V1_TRACE']
  return given === undefined ? 'no HEAPCASE_BENCH_V1_TRACE' : fileOf(given, 'real, v1, given')
}

export function writtenTrace(folder: string, name: string, options: SyntheticOptions): TraceFile {
  const path = join(folder, `${name}.trace`)
  const file = openSync(path, 'w')
  try {
    for (const piece of syntheticTrace(options)) writeSync(file, piece)
  } finally {
    closeSync(file)
  }
  return fileOf(path, 'written')
}

export interface Reference {
  cpuS: number
  mib: number
  events: number
}

/** Of a v1 trace the peer is Go 1.19's parser: HEAPCASE_BENCH_V1_READER, a program that prints the same line. */
export const hasV1Reader = process.env['HEAPCASE_BENCH_V1_READER'] !== undefined

/** What Go's reader takes for a trace; null where it is not there. */
export function reference({ path }: TraceFile, isV1 = false): Reference | null {
  const program = isV1 ? (process.env['HEAPCASE_BENCH_V1_READER'] ?? REFERENCE) : REFERENCE
  if (!existsSync(program)) return null
  const { stdout } = spawnSync(program, [path], { encoding: 'utf8' })
  const [, events, cpu, peak] = /events (\d+) .* cpu ([\d.]+) s .* peak (\d+) MB/.exec(stdout) ?? []
  return events === undefined ? null : { events: Number(events), cpuS: Number(cpu), mib: Number(peak) }
}

/** Forgets what the system holds of a file, so that the next read comes from the disk. */
export const dropFromCache = (path: string): boolean =>
  spawnSync('dd', [`if=${path}`, 'iflag=nocache', 'count=0', 'status=none']).status === 0
