// P1 (performance.md 5): 200 000 samples of 30 frames, from the gzip file to flame-graph data and flat/cum, in a process of its
// own, against `go tool pprof -top` over the same file where Go is installed (`GO` names it, else `go` of the path).
import { execFileSync, spawn, spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import type { ProfileColumns } from '../../shared/records/index.ts'
import { callTree, profileTop } from '../../electron/engine/analysis/index.ts'
import { createReader } from '../../electron/engine/formats/index.ts'
import { cpuMs, type BenchRow } from './bench.ts'

const SAMPLES = 200_000
const DEPTH = 30
const FUNCTIONS = 5000
const CHUNK = 1 << 20

interface Measured {
  readMs: number
  treeMs: number
  topMs: number
  nodes: number
  first: string
  /** Most memory the process ever held, MiB. */
  peakMib: number
}

export async function run(): Promise<BenchRow[]> {
  const folder = mkdtempSync(join(tmpdir(), 'heapcase-bench-'))
  try {
    const file = join(folder, 'profile.pb.gz')
    writeFileSync(file, gzipSync(randomProfile(SAMPLES, DEPTH)))
    const small = join(folder, 'small.pb.gz')
    writeFileSync(small, gzipSync(randomProfile(500, DEPTH)))
    const child = spawnSync(process.execPath, [import.meta.filename, file], { encoding: 'utf8' })
    if (child.status !== 0) throw new Error(child.stderr)
    const ours = JSON.parse(child.stdout) as Measured
    const total = ours.readMs + ours.treeMs + ours.topMs
    const parts = `read ${Math.round(ours.readMs)}, tree ${Math.round(ours.treeMs)}, flat and cum ${Math.round(ours.topMs)} ms of CPU; ${ours.nodes} nodes kept`
    const rows: BenchRow[] = [
      {
        name: 'P1 call tree, per frame',
        value: (ours.treeMs * 1e6) / (SAMPLES * DEPTH),
        unit: 'ns CPU',
        limit: null,
        note: `cold, with layout and cut; ${parts}`,
      },
    ]
    const peer = await pprofTop(file, small)
    const [name, memory] = [
      'P1 profile to flame graph, CPU ÷ pprof -top',
      'P1 profile to flame graph, memory ÷ pprof -top',
    ]
    if (!peer)
      return [
        ...rows,
        { name, skipped: 'no Go toolchain (set GO)' },
        { name: memory, skipped: 'no Go toolchain (set GO)' },
      ]
    const same = peer.first === ours.first ? 'same first row' : `first row ${ours.first}, pprof ${peer.first}`
    rows.push(
      {
        name,
        value: total / peer.cpuMs,
        unit: '×',
        limit: { atMost: 0.2 },
        note: `pprof ${Math.round(peer.cpuMs)} ms; ${same}`,
      },
      {
        name: memory,
        value: ours.peakMib / peer.peakMib,
        unit: '×',
        limit: { atMost: 0.5 },
        note: `peak ${Math.round(ours.peakMib)} against ${Math.round(peer.peakMib)} MiB`,
      },
    )
    return rows
  } finally {
    rmSync(folder, { recursive: true })
  }
}

/** All of it once, cold, as the first profile of a session. */
function measure(file: string): Measured {
  const bytes = readFileSync(file)
  let columns: ProfileColumns | undefined
  const readMs = cpuMs(() => {
    const reader = createReader('profile', { profile: (read) => (columns = read), issue: () => undefined })
    for (let at = 0; at < bytes.length; at += CHUNK) reader.push(bytes.subarray(at, at + CHUNK))
    reader.finish()
  })
  if (!columns) throw new Error('the generated profile was not read')
  const profile = columns
  let [nodes, first] = [0, '']
  const treeMs = cpuMs(() => (nodes = callTree(profile, 3).nodes))
  const topMs = cpuMs(() => (first = profileTop(profile, 3).rows[0]?.functionName ?? ''))
  return { readMs, treeMs, topMs, nodes, first, peakMib: process.resourceUsage().maxRSS / 1024 }
}

/** CPU and peak memory of pprof itself, from /proc while it runs; null without Go or /proc. */
async function pprofTop(
  file: string,
  small: string,
): Promise<{ cpuMs: number; peakMib: number; first: string } | null> {
  const go = process.env['GO'] ?? 'go'
  let tool: string
  try {
    // Go builds the tool when it is first used: that is not to be measured.
    execFileSync(go, ['tool', 'pprof', '-top', small], { stdio: 'ignore' })
    tool = execFileSync(go, ['tool', '-n', 'pprof'], { encoding: 'utf8' }).trim()
    readFileSync('/proc/self/stat')
  } catch {
    return null
  }
  const child = spawn(tool, ['-top', '-sample_index=inuse_space', file], { stdio: ['ignore', 'pipe', 'ignore'] })
  let [output, ticks, peakKib] = ['', 0, 0]
  child.stdout.setEncoding('utf8').on('data', (text: string) => (output += text))
  const watch = setInterval(() => {
    try {
      const stat = readFileSync(`/proc/${child.pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? []
      ticks = Math.max(ticks, Number(stat[11]) + Number(stat[12]))
      peakKib = Math.max(
        peakKib,
        Number(/VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${child.pid}/status`, 'utf8'))?.[1] ?? 0),
      )
    } catch {
      // It has just ended.
    }
  }, 20)
  await new Promise((done) => child.on('close', done))
  clearInterval(watch)
  const lines = output.split('\n')
  const header = lines.findIndex((line) => line.includes('flat%'))
  const first = lines[header + 1]?.trim().split(/\s+/).slice(5).join(' ') ?? ''
  // A tick is a hundredth of a second on every Linux in use.
  return header < 0 ? null : { cpuMs: ticks * 10, peakMib: peakKib / 1024, first }
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

// The child that `run` starts.
if (import.meta.main && process.argv[2] !== undefined) console.log(JSON.stringify(measure(process.argv[2])))
