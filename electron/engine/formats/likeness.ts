// What a file looks like that is not taken: tables of signatures, so that the refusal can name it.
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
    const message = isContainer(name)
      ? `The file is ${name}: no capture itself, but an import looks into it.`
      : `The file is ${name}, not a capture Heapcase reads.`
    return { code, message, at: { byte: offset } }
  }
  return null
}

const isContainer = (name: string): boolean => /ZIP|tar/.test(name)

/** Facts: folklore.md A1 to A3. */
export const MTRACE_TRUTH =
  'Go has no setting GODEBUG=mtrace in any version: the runtime ignores it silently and writes nothing. Allocations one by one are ' +
  'in an execution trace taken with GODEBUG=traceallocfree=1 (Go 1.23 and later) or in the text of GODEBUG=allocfreetrace=1 (up to ' +
  '1.22), or come from a probe on runtime.mallocgc as an event log (help: Allocation events); memory over time is in ' +
  'GODEBUG=gctrace=1,scavtrace=1 and in heap profiles.'
/** Said where somebody believes to have a log of it. */
export const MTRACE_REFUSAL: Refusal = { code: 'text/mtrace', message: MTRACE_TRUTH }

/** Texts that statistics may stand in all the same. */
const WEAK: ReadonlySet<string> = new Set(['text/pmap', 'text/process-list', 'text/ambiguous-unit'])
export const isWeakLikeness = ({ code }: Refusal): boolean => WEAK.has(code)

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
  {
    shape: /^\s*(?:\d+|max)\s*$/,
    refusal: {
      code: 'text/single-number',
      message:
        'The file holds one number, and nothing in it says what it counts. Under its own name (memory.current, memory.max, …) it is taken for a file of a control group.',
      at: { line: 1 },
    },
  },
  {
    shape: /^\d+:[ \t]+\S[^\n]*\r?\n(?:Address[ \t]+Kbytes|[\da-f]{8,16}[ \t]+\d+K [r-][w-])/m,
    refusal: {
      code: 'text/pmap',
      message:
        'The file is output of pmap: mappings with their sizes. It is not read; the same and more is in /proc/PID/smaps (or smaps_rollup, for the ' +
        'sums alone), which is. What the memory is used for a heap profile and runtime.MemStats tell.',
      at: { line: 1 },
    },
  },
  {
    shape:
      /^top - \d\d:\d\d:\d\d up |^Mem: \d+K used, \d+K free|^(?=[^\n]{0,200}\bPID\b)(?=[^\n]{0,200}\b(?:RSS|VSZ|TIME|MEM|STAT|PPID)\b)[^\n]{0,300}\b(?:CMD|COMMAND)[ \t]{0,40}\r?$|^CONTAINER ID[ \t]+NAME[ \t]+CPU %|^(?:POD|NAME)[ \t][^\n]{0,300}CPU\(cores\)[ \t]+MEMORY\(bytes\)/m,
    refusal: {
      code: 'text/process-list',
      message:
        'The file is a list of processes or containers with what they use now (ps, top, docker stats, kubectl top). It is not read: it has one ' +
        'rounded figure of memory, and not what it is used for. Collect instead /proc/PID/status and smaps_rollup, memory.current and memory.stat ' +
        'of the control group, and runtime.MemStats or a heap profile of the service.',
      at: { line: 1 },
    },
  },
  {
    shape:
      /\b(?:Heap)?Alloc[ \t]*[=:][ \t]*\d[\d.]*[ \t]?(?:[KMG]B?\b)[^\n]{0,120}\b(?:TotalAlloc|Sys|HeapSys|HeapInuse|HeapIdle)[ \t]*[=:][ \t]*\d[\d.]*[ \t]?[KMG]B?\b/,
    refusal: {
      code: 'text/ambiguous-unit',
      message:
        'The text has figures of runtime.MemStats in MB or its like, which may be 1000² or 1024² bytes; nothing in it says which, so they are not ' +
        'read. Print bytes, or MiB where the divisor is 1024².',
      at: { line: 1 },
    },
  },
  { shape: /\bGODEBUG=[\w=,]*\bmtrace=|^mtrace: |^= Start\n@ /m, refusal: MTRACE_REFUSAL },
]

/** What a text looks like, where it is one of the kinds above. */
export function textLikeness(text: Uint8Array): Refusal | null {
  const head = Buffer.from(text.buffer, text.byteOffset, Math.min(text.length, 65_536)).toString('utf8')
  return TEXTS.find(({ shape }) => shape.test(head))?.refusal ?? null
}
