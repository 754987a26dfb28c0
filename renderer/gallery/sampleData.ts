// Figures for every page of the gallery: computed from nothing but themselves, the same in every run.
import type { StackFrame } from '../charts/stack.ts'

/** 2026-11-21 03:40:00 UTC. */
export const START_MS = Date.UTC(2026, 10, 21, 3, 40)
const MIB = 1024 * 1024

/** Between 0 and 1, and the same for the same number: what would be chance in real data. */
export const wobble = (index: number): number => ((index * 7919 + 104729) % 1000) / 1000

export interface SampleRow {
  id: number
  name: string
  kind: 'heap' | 'cpu' | 'mutex'
  bytes: number
  share: number
  pauseNs: number
  delta: number
  note: string
}

const NAMES = [
  'example.com/checkout/internal/session.(*Store).Put',
  'fmt.Sprintf',
  'bytes.growSlice',
  'example.com/checkout/internal/pricing.(*Engine).Quote',
  'strings.(*Builder).WriteString',
  'net/textproto.readMIMEHeader',
  'encoding/json.(*decodeState).object',
  'internal/runtime/maps.newTable[go.shape.string,go.shape.int]',
]
const KINDS = ['heap', 'cpu', 'mutex'] as const

export const sampleRows = (count: number): SampleRow[] =>
  Array.from({ length: count }, (_, index) => ({
    id: index + 1,
    name: NAMES[index % NAMES.length] as string,
    kind: KINDS[index % KINDS.length] as SampleRow['kind'],
    bytes: Math.round((1.2 + 220 * wobble(index * 3)) * MIB),
    share: wobble(index * 5),
    pauseNs: Math.round(20_000 + 4_000_000 * wobble(index * 11) ** 3),
    delta: Math.round((wobble(index * 13) - 0.35) * 40 * MIB),
    note: index % 4 === 1 ? '=1+1' : index % 4 === 3 ? 'ends early, last 0.3 s lost' : '',
  }))

/** A heap that grows and is collected, one figure per second. */
export function sampleSeries(count: number): { x: number[]; live: number[]; goal: number[]; end: number[] } {
  const index = Array.from({ length: count }, (_, at) => at)
  const live = index.map((at) => (20 + at * 1.6 + 6 * wobble(at)) * MIB)
  return {
    x: index.map((at) => START_MS + at * 1000),
    live,
    goal: live.map((bytes, at) => Math.min(bytes * 1.9, (240 - 10 * wobble(at)) * MIB)),
    end: live.map((bytes, at) => bytes + (12 + 40 * wobble(at * 3)) * MIB),
  }
}

const frame = (functionName: string, file: string, line: number, isInlined = false): StackFrame => ({
  functionName,
  file,
  line,
  isInlined,
})
export const sampleStack: readonly StackFrame[] = [
  frame('runtime.mallocgc', '/usr/local/go/src/runtime/malloc.go', 1055),
  frame('runtime.newobject', '/usr/local/go/src/runtime/malloc.go', 1714, true),
  frame('example.com/checkout/internal/session.newEntry', '/src/checkout/internal/session/entry.go', 21, true),
  frame('example.com/checkout/internal/session.(*Store).Put', '/src/checkout/internal/session/store.go', 42),
  frame(
    'example.com/checkout/internal/shop.(*Shop).Handler.(*Shop).route.func1',
    '/src/checkout/internal/shop/shop.go',
    56,
  ),
  frame('net/http.HandlerFunc.ServeHTTP', '/usr/local/go/src/net/http/server.go', 2306),
  frame('net/http.(*conn).serve', '/usr/local/go/src/net/http/server.go', 2146),
  frame('runtime.goexit', '/usr/local/go/src/runtime/asm_amd64.s', 1700),
]
