// P1: 200 000 samples of 30 frames to flame-graph data, against `go tool pprof -top` over the same file where Go is installed.
// Figures are CPU time: wall time of a busy machine says nothing.
import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import type { ProfileColumns } from '../../shared/records/index.ts'
import { callTree, profileTop } from '../../electron/engine/analysis/index.ts'
import { createReader } from '../../electron/engine/formats/index.ts'

export interface CallTreeBench {
  samples: number
  frames: number
  gzipBytes: number
  readCpuMs: number
  treeCpuMs: number
  treeNsPerFrame: number
  topCpuMs: number
  nodes: number
  /** Peak memory of this process, MiB: an upper bound of what the work needs. */
  peakMib: number
  /** CPU of `go tool pprof -top`, null without Go. */
  pprofCpuMs: number | null
  /** (read + tree + top) ÷ pprof; the bar is 0.2. */
  ratio: number | null
  sameTop: boolean | null
}

const FUNCTIONS = 5000

export function benchCallTree(samples = 200_000, depth = 30): CallTreeBench {
  const folder = mkdtempSync(join(tmpdir(), 'heapcase-bench-'))
  try {
    const file = join(folder, 'profile.pb.gz')
    writeFileSync(file, gzipSync(randomProfile(samples, depth)))
    // A first, small run lets the compiler see the code, as any second profile of a session does.
    const small = readBytes(gzipSync(randomProfile(2000, depth)))
    callTree(small, 3)
    profileTop(small, 3)
    const bytes = readFileSync(file)
    const [columns, readCpuMs] = cpu(() => readBytes(bytes))
    const [tree, treeCpuMs] = cpu(() => callTree(columns, 3))
    const [top, topCpuMs] = cpu(() => profileTop(columns, 3))
    const pprof = pprofTop(file)
    const ours = readCpuMs + treeCpuMs + topCpuMs
    return {
      samples,
      frames: samples * depth,
      gzipBytes: bytes.length,
      readCpuMs,
      treeCpuMs,
      treeNsPerFrame: (treeCpuMs * 1e6) / (samples * depth),
      topCpuMs,
      nodes: tree.nodes,
      peakMib: process.resourceUsage().maxRSS / 1024,
      pprofCpuMs: pprof?.cpuMs ?? null,
      ratio: pprof && ours / pprof.cpuMs,
      sameTop: pprof && pprof.first === top.rows[0]?.functionName,
    }
  } finally {
    rmSync(folder, { recursive: true })
  }
}

function cpu<T>(work: () => T): [T, number] {
  const before = process.cpuUsage()
  const result = work()
  const { user, system } = process.cpuUsage(before)
  return [result, (user + system) / 1000]
}

function readBytes(bytes: Uint8Array): ProfileColumns {
  let columns: ProfileColumns | undefined
  const reader = createReader('profile', { profile: (read) => (columns = read), issue: () => undefined })
  for (let at = 0; at < bytes.length; at += 1 << 20) reader.push(bytes.subarray(at, at + (1 << 20)))
  reader.finish()
  if (!columns) throw new Error('the generated profile was not read')
  return columns
}

/** CPU of the tool's whole process tree, from the shell's `times`. */
function pprofTop(file: string): { cpuMs: number; first: string } | null {
  const go = process.env['GO'] ?? 'go'
  try {
    const script = `"${go}" tool pprof -top -sample_index=inuse_space "$1" 2>/dev/null; times`
    const out = execFileSync('bash', ['-c', script, 'bash', file], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    })
    const lines = out.trimEnd().split('\n')
    const header = lines.findIndex((line) => line.includes('flat%'))
    const first = lines[header + 1]?.trim().split(/\s+/).slice(5).join(' ') ?? ''
    const times = lines.at(-1)?.match(/([\d.]+)m([\d.]+)s ([\d.]+)m([\d.]+)s/)
    if (header < 0 || !times) return null
    const [, m1, s1, m2, s2] = times.map(Number) as [number, number, number, number, number]
    return { cpuMs: ((m1 + m2) * 60 + s1 + s2) * 1000, first }
  } catch {
    return null
  }
}

/** profile.proto bytes: stacks are random walks over a call graph, so outer frames are shared and inner ones hardly. */
function randomProfile(samples: number, depth: number): Uint8Array {
  let state = 42
  const random = (below: number): number => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return Math.floor((state / 4_294_967_296) * below)
  }
  const strings = ['', 'alloc_objects', 'count', 'alloc_space', 'bytes', 'inuse_objects', 'inuse_space']
  const out = new Writer()
  for (const [type, unit] of [
    [1, 2],
    [3, 4],
    [5, 2],
    [6, 4],
  ] as const) {
    out.message(1, (m) => m.field(1, type).field(2, unit))
  }
  const stack = new Array<number>(depth)
  for (let i = 0; i < samples; i++) {
    let fn = 1 + random(4)
    for (let level = depth - 1; level >= 0; level--) {
      stack[level] = fn
      fn = 1 + ((fn * 31 + random(level > depth / 2 ? 2 : 40) * 7 + level) % FUNCTIONS)
    }
    const size = 16 << random(12)
    out.message(2, (m) => m.packed(1, stack).packed(2, [3, 3 * size, 1, size]))
  }
  for (let fn = 1; fn <= FUNCTIONS; fn++) {
    out.message(4, (m) =>
      m
        .field(1, fn)
        .field(3, 0x40_0000 + fn)
        .message(4, (line) => line.field(1, fn).field(2, 10)),
    )
    const name = strings.push(`example.com/service/internal/p${fn % 97}.(*T${fn % 13}).Method${fn}`) - 1
    out.message(5, (m) => m.field(1, fn).field(2, name).field(3, name).field(4, 0))
  }
  for (const text of strings) out.text(6, text)
  return out.bytes()
}

class Writer {
  #bytes = new Uint8Array(256)
  #length = 0

  field(number: number, value: number): this {
    return this.varint(number << 3).varint(value)
  }

  packed(number: number, values: readonly number[]): this {
    return this.message(number, (inner) => values.forEach((value) => inner.varint(value)))
  }

  text(number: number, value: string): this {
    return this.varint((number << 3) | 2).block(new TextEncoder().encode(value))
  }

  message(number: number, write: (inner: Writer) => void): this {
    const inner = new Writer()
    write(inner)
    return this.varint((number << 3) | 2).block(inner.bytes())
  }

  bytes(): Uint8Array {
    return this.#bytes.subarray(0, this.#length)
  }

  varint(value: number): this {
    while (value >= 0x80) {
      this.byte((value % 0x80) | 0x80)
      value = Math.floor(value / 0x80)
    }
    return this.byte(value)
  }

  private block(bytes: Uint8Array): this {
    this.varint(bytes.length)
    this.reserve(bytes.length)
    this.#bytes.set(bytes, this.#length)
    this.#length += bytes.length
    return this
  }

  private byte(value: number): this {
    this.reserve(1)
    this.#bytes[this.#length++] = value
    return this
  }

  private reserve(count: number): void {
    if (this.#length + count <= this.#bytes.length) return
    const larger = new Uint8Array(Math.max(this.#bytes.length * 2, this.#length + count))
    larger.set(this.#bytes)
    this.#bytes = larger
  }
}

if (import.meta.main) console.log(JSON.stringify(benchCallTree(), null, 2))
