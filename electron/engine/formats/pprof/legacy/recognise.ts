// Whether bytes are a profile in one of the legacy forms. Goroutine texts are not: they are read as dumps.
import { decodeText } from '../../decodeText.ts'
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

function headerOf(head: Uint8Array): string | null {
  for (const line of decodeText(head.subarray(0, HEAD_CHARACTERS)).split(/\r?\n/, 64)) {
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
