// A small waterfall: a resident set with stacks, dead objects and a remainder, a live heap held by one function.
import {
  MEMORY_CLASS_COLUMNS,
  type MemoryClass,
  type MemoryClassChart,
  type MemoryInstant,
  type MemoryWaterfall,
  type WaterfallStep,
} from '../../../shared/contract/memoryCalls.ts'
import { sameText } from '../../../shared/lib/localText.ts'
import { START_MS, sourceId } from '../fakeCase.ts'

export const MIB = 1024 ** 2
const origin = { sourceId: sourceId(1), path: 'incident/memstats.jsonl', atMs: START_MS + 60_400, distanceMs: 400 }

const step = (id: string, mib: number, memoryClass: MemoryClass, kind: WaterfallStep['kind']): WaterfallStep => ({
  id,
  kind,
  memoryClass,
  title: sameText(id.startsWith('heap-') ? id.slice(5) : `Title of ${id}`),
  bytes: mib * MIB,
  fromBytes: 0,
  toBytes: 0,
  errorBytes: kind === 'remainder' ? null : MIB,
  counter: kind === 'remainder' ? '' : `Counter of ${id}`,
  origin: kind === 'remainder' ? null : origin,
  note: id === 'dead' ? sameText('A remark on what is dead.') : null,
})
export const totalOf = (id: string, mib: number, memoryClass: MemoryClass = 'total'): WaterfallStep =>
  step(id, mib, memoryClass, 'total')
export const partOf = (id: string, mib: number, memoryClass: MemoryClass): WaterfallStep =>
  step(id, mib, memoryClass, 'part')

export const steps: WaterfallStep[] = [
  totalOf('resident', 100),
  partOf('stacks', 10, 'stacks'),
  partOf('dead', 5, 'dead'),
  step('remainder-3', 5, 'remainder', 'remainder'),
  totalOf('live', 80, 'live'),
  partOf('heap-shop.(*Store).Put', 60, 'live'),
  step('remainder-6', 0, 'remainder', 'remainder'),
]
export const group = { id: 'incident|', name: 'incident', fromMs: START_MS, toMs: START_MS + 120_000 }
export const waterfall: MemoryWaterfall = {
  atMs: START_MS + 60_000,
  group,
  toleranceMs: 30_000,
  steps,
  limit: { bytes: 128 * MIB, title: sameText('memory.max'), origin },
  explainedShare: 0.95,
  released: { bytes: 12 * MIB, lazyFreeBytes: 8 * MIB, hugePageBytes: null, text: sameText('Freed lazily.') },
  missing: [{ what: sameText('What the container is charged for'), command: 'cat /sys/fs/cgroup/memory.current' }],
  checks: [
    { identity: 'Sys = HeapSys + StackSys', checked: 3, contradictions: 1, first: null },
    { identity: 'HeapSys = HeapInuse + HeapIdle', checked: 3, contradictions: 0, first: null },
  ],
}
export const instants: MemoryInstant[] = [0, 60_000, 120_000].map((after) => ({
  groupId: group.id,
  atMs: START_MS + after,
  hasContainer: false,
  hasResident: after === 60_000,
  hasMappings: false,
  hasRuntime: true,
  hasLiveHeap: true,
  hasHeapProfile: false,
  spreadMs: 400,
}))

/** Three moments; what is outside is known at the last one only. */
export const classValues: Record<(typeof MEMORY_CLASS_COLUMNS)[number], number[]> = {
  x: [START_MS, START_MS + 60_000, START_MS + 120_000],
  live: [40 * MIB, 80 * MIB, 90 * MIB],
  dead: [10 * MIB, 5 * MIB, 10 * MIB],
  slack: [5 * MIB, 5 * MIB, 5 * MIB],
  meta: [2 * MIB, 2 * MIB, 2 * MIB],
  stacks: [10 * MIB, 10 * MIB, 10 * MIB],
  outside: [Number.NaN, Number.NaN, 8 * MIB],
  resident: [Number.NaN, 100 * MIB, 125 * MIB],
  container: [Number.NaN, Number.NaN, Number.NaN],
  limit: [128 * MIB, 128 * MIB, 128 * MIB],
  released: [0, 0, 0],
  total: [67 * MIB, 102 * MIB, 117 * MIB],
}
export const classBytes = Float64Array.from(MEMORY_CLASS_COLUMNS.flatMap((name) => classValues[name])).buffer
export const classChart: MemoryClassChart = {
  data: { id: 'classes', byteLength: classBytes.byteLength },
  rows: 3,
  columns: MEMORY_CLASS_COLUMNS,
  group,
  points: 3,
  isDecimated: false,
}
