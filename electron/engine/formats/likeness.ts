// What a file looks like that is not taken: tables of signatures, so that the refusal can name it. Kinds a later version will
// read are refused with `later/…`.
import type { Refusal } from './reader.ts'

interface Signature {
  /** Hex; `..` is any byte. */
  hex: string
  offset?: number
  code: string
  name: string
}

const SIGNATURES: Signature[] = [
  { hex: '89504e470d0a1a0a', code: 'file/image', name: 'a PNG image' },
  { hex: 'ffd8ff', code: 'file/image', name: 'a JPEG image' },
  { hex: '47494638', code: 'file/image', name: 'a GIF image' },
  { hex: '52494646........57454250', code: 'file/image', name: 'a WebP image' },
  { hex: '424d............00000000', code: 'file/image', name: 'a BMP image' },
  { hex: '49492a00', code: 'file/image', name: 'a TIFF image' },
  { hex: '4d4d002a', code: 'file/image', name: 'a TIFF image' },
  { hex: '00000100', code: 'file/image', name: 'an icon' },
  { hex: '66747970', offset: 4, code: 'file/image', name: 'an AVIF or HEIC image or a video' },
  { hex: '25504446', code: 'file/document', name: 'a PDF document' },
  { hex: '504b0304', code: 'file/archive', name: 'a ZIP archive' },
  { hex: '504b0506', code: 'file/archive', name: 'an empty ZIP archive' },
  { hex: 'fd377a585a00', code: 'file/archive', name: 'xz-compressed data' },
  { hex: '425a68', code: 'file/archive', name: 'bzip2-compressed data' },
  { hex: '377abcaf271c', code: 'file/archive', name: 'a 7-Zip archive' },
  { hex: '526172211a07', code: 'file/archive', name: 'a RAR archive' },
  { hex: '7573746172', offset: 257, code: 'file/archive', name: 'a tar archive' },
  { hex: '7f454c46', code: 'file/executable', name: 'an ELF executable or core dump' },
  { hex: '4d5a', code: 'file/executable', name: 'a Windows executable' },
  { hex: 'cffaedfe', code: 'file/executable', name: 'a Mach-O executable' },
  { hex: 'cefaedfe', code: 'file/executable', name: 'a Mach-O executable' },
  { hex: 'cafebabe', code: 'file/executable', name: 'a Mach-O universal binary or Java class' },
  { hex: '0061736d', code: 'file/executable', name: 'a WebAssembly module' },
  { hex: '53514c69746520666f726d6174203300', code: 'file/database', name: 'an SQLite database' },
  { hex: '50455246494c4532', code: 'file/other-tool', name: 'a perf.data file of Linux perf' },
  { hex: 'd4c3b2a1', code: 'file/other-tool', name: 'a network capture (pcap)' },
  // Legacy CPU profiles: words 0, 3, 0, period, 0 of 8 or 4 bytes, either order.
  { hex: '000000000000000003000000000000000000000000000000', code: 'pprof/legacy', name: 'CPU' },
  { hex: '000000000000000000000000000000030000000000000000', code: 'pprof/legacy', name: 'CPU' },
  { hex: '0000000003000000..000000', code: 'pprof/legacy', name: 'CPU' },
  { hex: '0000000000000003000000..', code: 'pprof/legacy', name: 'CPU' },
  { hex: '676f206f626a65637420', code: 'file/executable', name: 'a Go object' },
  { hex: '676f312e35206865617020', code: 'file/other-tool', name: 'a Go heap dump (debug.WriteHeapDump)' },
  { hex: '676f312e372068656170206475', code: 'file/other-tool', name: 'a Go heap dump (debug.WriteHeapDump)' },
]

const patterns = SIGNATURES.map(({ hex, offset = 0, ...rest }) => ({
  ...rest,
  offset,
  bytes: (hex.match(/../g) ?? []).map((pair) => (pair === '..' ? -1 : Number.parseInt(pair, 16))),
}))

/** A file recognised by its first bytes as something that is not read. Null: none of these. */
export function binaryLikeness(head: Uint8Array): Refusal | null {
  for (const { bytes, offset, code, name } of patterns) {
    if (head.length < offset + bytes.length) continue
    if (!bytes.every((byte, index) => byte < 0 || head[offset + index] === byte)) continue
    if (code === 'pprof/legacy') return legacy('a CPU profile in the legacy binary form')
    const message = isContainer(name)
      ? `The file is ${name}: no capture itself, but an import looks into it.`
      : `The file is ${name}, not a capture Heapcase reads.`
    return { code, message, at: { byte: offset } }
  }
  return null
}

const isContainer = (name: string): boolean => /ZIP|tar/.test(name)

const later = (what: string, name: string): Refusal => ({
  code: `later/${what}`,
  message: `Recognised as ${name}, which this version does not read yet.`,
  at: { line: 1 },
})

const legacy = (name: string): Refusal => ({
  code: 'pprof/legacy',
  message: `Recognised as ${name}, which this version does not read yet. Collect it in protobuf form: leave out ?debug=1.`,
  at: { line: 1 },
})

/** Facts: folklore.md A1 to A3. */
export const MTRACE_TRUTH =
  'Go has no setting GODEBUG=mtrace in any version: the runtime ignores it silently and writes nothing. Allocations one by one are ' +
  'in an execution trace taken with GODEBUG=traceallocfree=1 (Go 1.23 and later) or in the text of GODEBUG=allocfreetrace=1 (up to ' +
  '1.22); memory over time is in GODEBUG=gctrace=1,scavtrace=1 and in heap profiles.'
/** Said where somebody believes to have a log of it. */
export const MTRACE_REFUSAL: Refusal = { code: 'text/mtrace', message: MTRACE_TRUTH }

/** Text that is something else than a log with gc lines. Tried in order on the first 64 KiB. */
const TEXTS: { shape: RegExp; refusal: Refusal }[] = [
  {
    shape: /^\s*<!doctype html|^\s*<html[\s>]/i,
    refusal: {
      code: 'file/web-page',
      message: 'The file is an HTML page: what was fetched was not the capture but a page of the server or of a proxy.',
      at: { line: 1 },
    },
  },
  {
    shape: /^\s*(?:<\?xml[^>]*>\s*)?<svg[\s>]/,
    refusal: {
      code: 'file/image',
      message: 'The file is an SVG image, not a capture Heapcase reads.',
      at: { line: 1 },
    },
  },
  { shape: /^heap profile: *\d+: *\d+ \[/m, refusal: legacy('a heap profile in the legacy text form (?debug=1)') },
  {
    shape: /^--- (?:contention|mutex):/m,
    refusal: legacy('a block or mutex profile in the legacy text form (?debug=1)'),
  },
  {
    shape: /^(?:goroutine|threadcreate|goroutineleak|[\w./-]+) profile: total \d+$/m,
    refusal: legacy('a goroutine or other count profile in the legacy text form (?debug=1)'),
  },
  {
    shape: /^--- ?(?:heapz|growthz|threadz|contentionz|cpuz|Thread )/m,
    refusal: legacy('a profile in a legacy text form'),
  },
  { shape: /^%warn|^MAPPED_LIBRARIES:/m, refusal: legacy('a profile in a legacy text form') },
  {
    shape: /^(?:panic: |fatal error: |SIG[A-Z]+: )/m,
    refusal: later('goroutine-dump', 'a crash report with goroutine stacks'),
  },
  {
    shape: /^goroutine \d+ (?:gp=\S+ m=.+ )?\[[^\]\n]+\].*:\s*$/m,
    refusal: later('goroutine-dump', 'a goroutine dump (?debug=2 or SIGQUIT)'),
  },
  { shape: /"(?:HeapAlloc|HeapInuse)"\s*:/, refusal: later('memstats', 'MemStats as JSON') },
  { shape: /"memstats"\s*:/, refusal: later('memstats', 'expvar JSON with memstats') },
  { shape: /"\/(?:gc|memory|sched|cpu|sync)\/[\w/-]+:[\w-]+"/, refusal: later('metrics', 'runtime/metrics as JSON') },
  { shape: /^# (?:HELP|TYPE) \w+/m, refusal: later('metrics', 'Prometheus or OpenMetrics text') },
  { shape: /^go_(?:gc|memstats|goroutines)\w*(?:\{| \d)/m, refusal: later('metrics', 'Prometheus text') },
  { shape: /^(?:Rss|Pss): +\d+ kB$/m, refusal: later('smaps', '/proc/<pid>/smaps or smaps_rollup') },
  { shape: /^VmRSS:\s+\d+ kB$/m, refusal: later('proc-status', '/proc/<pid>/status') },
  { shape: /^[0-9a-f]{6,16}-[0-9a-f]{6,16} [r-][w-][x-][sp] /m, refusal: later('maps', '/proc/<pid>/maps') },
  { shape: /^anon \d+\nfile \d+$/m, refusal: later('cgroup', "a cgroup's memory.stat") },
  { shape: /^low \d+\nhigh \d+\nmax \d+\noom \d+$/m, refusal: later('cgroup', "a cgroup's memory.events") },
  {
    shape: /invoked oom-killer|Out of memory: Kill/,
    refusal: later('oom-killer', 'kernel messages of the OOM killer'),
  },
  {
    shape: /^Benchmark\S*\s+\d+\s+[\d.]+(?:e[+-]?\d+)? \S+|^(?:goos|goarch|pkg): \S+$/m,
    refusal: later('benchmark', 'benchmark results (go test -bench)'),
  },
  { shape: /\bGODEBUG=[\w=,]*\bmtrace=|^mtrace: |^= Start\n@ /m, refusal: MTRACE_REFUSAL },
  { shape: /^trace(?:alloc|free|gc)\(/m, refusal: later('allocfreetrace', 'allocfreetrace text') },
]

/** What a text looks like, where it is one of the kinds above. */
export function textLikeness(text: Uint8Array): Refusal | null {
  const head = Buffer.from(text.buffer, text.byteOffset, Math.min(text.length, 65_536)).toString('utf8')
  return TEXTS.find(({ shape }) => shape.test(head))?.refusal ?? null
}
