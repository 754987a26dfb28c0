// Whether bytes are a profile in one of the legacy forms. Goroutine texts are not: they are read as dumps.
import type { Recognition } from '../../reader.ts'
import { cpuWords } from './legacyCpu.ts'

const HEAD_CHARACTERS = 65_536
const HEADERS: readonly [shape: RegExp, name: string][] = [
  [/^heap profile: *\d+: *\d+ *\[/, 'heap profile'],
  [/^--- mutex:/, 'mutex profile'],
  [/^--- (?:contention:|contentionz \d+ ---)/, 'block profile'],
  [/^--- (?:threadz \d+ ---|Thread [0-9a-f]+ \()/, 'profile of threads'],
  [/^(?!goroutine(?:leak)? )\S+ profile: total \d+$/, 'count profile'],
]

/** Which form it is; null: none. */
export function legacyShape(head: Uint8Array): 'text' | 'cpu' | null {
  if (cpuWords(head.subarray(0, 64)) !== null) return 'cpu'
  return headerOf(head) === null ? null : 'text'
}

const UTF16: readonly [first: number, second: number, name: string][] = [
  [0xff, 0xfe, 'utf-16le'],
  [0xfe, 0xff, 'utf-16be'],
]

/** The first characters, without a byte order mark. PowerShell's redirection writes UTF-16. */
function textOf(head: Uint8Array): string {
  const start = head.subarray(0, HEAD_CHARACTERS)
  const wide = UTF16.find(([first, second]) => head[0] === first && head[1] === second)
  if (wide) return new TextDecoder(wide[2]).decode(start)
  const text = Buffer.from(start.buffer, start.byteOffset, start.length).toString('latin1')
  return text.replace(/^\xef\xbb\xbf/, '')
}

function headerOf(head: Uint8Array): string | null {
  for (const line of textOf(head).split(/\r?\n/, 64)) {
    if (line.trim() === '' || line.startsWith('#')) continue
    return HEADERS.find(([shape]) => shape.test(line.trimEnd()))?.[1] ?? null
  }
  return null
}

export function legacyIn(head: Uint8Array): Recognition | null {
  if (cpuWords(head.subarray(0, 64)) !== null)
    return {
      kind: 'profile',
      variant: null,
      confidence: 0.9,
      because: 'it is a CPU profile in the legacy binary form: words 0, 3, 0, period, 0',
    }
  const header = headerOf(head)
  if (header === null) return null
  return {
    kind: 'profile',
    variant: null,
    confidence: 0.95,
    because: `it is a ${header} in the legacy text form (?debug=1)`,
  }
}
