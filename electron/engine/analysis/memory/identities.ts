// Identities that MemStats and runtime/metrics must fulfil (facts/memory.md 7). A contradiction says that figures of different
// moments or processes were mixed, or that a collector lost some; what rests on them is then worth less.
import type { CanonicalName } from '../../../../shared/records/index.ts'
import type { IdentityCheck } from '../../../../shared/contract/memoryCalls.ts'
import { goColumnsOf, type GoColumns } from './goMemory.ts'
import type { MemoryGroup } from './model.ts'

interface Identity {
  text: string
  /** Null where the row does not have what it takes. */
  sides: (of: (name: CanonicalName) => number) => [left: number, right: number] | null
  relation: '=' | '<='
}

const exact = (
  text: string,
  left: CanonicalName,
  right: (of: (name: CanonicalName) => number) => number,
  relation: Identity['relation'] = '=',
): Identity => ({
  text,
  relation,
  sides: (of) => [of(left), right(of)],
})

const SYS: readonly CanonicalName[] = [
  'go.heap.sys',
  'go.stacks.sys',
  'go.mspan.sys',
  'go.mcache.sys',
  'go.profiling',
  'go.gc-metadata',
  'go.other',
]
const CLASSES: readonly CanonicalName[] = [
  'go.heap.objects',
  'go.heap.unused',
  'go.heap.free',
  'go.heap.released',
  'go.stacks.inuse',
  'go.stacks.os',
  'go.mspan.inuse',
  'go.mspan.free',
  'go.mcache.inuse',
  'go.mcache.free',
  'go.gc-metadata',
  'go.profiling',
  'go.other',
]
const sumOf = (names: readonly CanonicalName[]) => (of: (name: CanonicalName) => number) =>
  names.reduce((sum, name) => sum + of(name), 0)

const IDENTITIES: readonly Identity[] = [
  exact('Sys = HeapSys + StackSys + MSpanSys + MCacheSys + BuckHashSys + GCSys + OtherSys', 'go.total', sumOf(SYS)),
  exact('/memory/classes/total = Σ /memory/classes/…', 'go.total', sumOf(CLASSES)),
  exact('HeapSys = HeapInuse + HeapIdle', 'go.heap.sys', (of) => of('go.heap.inuse') + of('go.heap.idle')),
  exact('HeapReleased ≤ HeapIdle', 'go.heap.released', (of) => of('go.heap.idle'), '<='),
  exact('HeapAlloc ≤ HeapInuse', 'go.heap.objects', (of) => of('go.heap.inuse'), '<='),
  exact('HeapObjects = Mallocs − Frees', 'go.heap.count', (of) => of('go.alloc.objects') - of('go.free.objects')),
  exact('StackInuse ≤ StackSys', 'go.stacks.inuse', (of) => of('go.stacks.sys'), '<='),
  exact('MSpanInuse ≤ MSpanSys', 'go.mspan.inuse', (of) => of('go.mspan.sys'), '<='),
  exact('HeapAlloc ≤ TotalAlloc', 'go.heap.objects', (of) => of('go.alloc.bytes'), '<='),
]

/** What only rises while a process lives: together they fall in a restart, alone they contradict each other. */
const RISING: readonly CanonicalName[] = ['go.alloc.bytes', 'go.alloc.objects', 'go.free.objects', 'go.gc.cycles']
const RISING_TEXT = 'TotalAlloc, Mallocs, Frees, NumGC rise together'

/** Every identity over every row of these groups; those that no row could be tried on are left out. */
export function identityChecks(groups: readonly MemoryGroup[]): IdentityCheck[] {
  const sources = groups.flatMap(goColumnsOf)
  const checks = [...IDENTITIES.map((identity) => checked(identity, sources)), risingChecked(sources)]
  return checks.filter((check) => check.checked > 0)
}

function checked({ text, sides, relation }: Identity, sources: readonly GoColumns[]): IdentityCheck {
  const check: IdentityCheck = { identity: text, checked: 0, contradictions: 0, first: null }
  for (const source of sources) {
    const { at, columns } = source
    for (let row = 0; row < at.length; row++) {
      const [left, right] = sides((name) => columns.get(name)?.[row] ?? Number.NaN) ?? [Number.NaN, Number.NaN]
      if (Number.isNaN(left) || Number.isNaN(right)) continue
      check.checked++
      if (relation === '=' ? left === right : left <= right) continue
      contradict(check, source, row, left, right)
    }
  }
  return check
}

function risingChecked(sources: readonly GoColumns[]): IdentityCheck {
  const check: IdentityCheck = { identity: RISING_TEXT, checked: 0, contradictions: 0, first: null }
  for (const source of sources) {
    const own = RISING.flatMap((name) => source.columns.get(name) ?? [])
    if (own.length < 2) continue
    for (let row = 1; row < source.at.length; row++) {
      const moves = own.map((column) => Math.sign((column[row] as number) - (column[row - 1] as number)))
      if (moves.some(Number.isNaN)) continue
      check.checked++
      if (!moves.includes(-1) || !moves.includes(1)) continue
      const falling = own[moves.indexOf(-1)] as Float64Array
      contradict(check, source, row, falling[row] as number, falling[row - 1] as number)
    }
  }
  return check
}

function contradict(
  check: IdentityCheck,
  { path, sourceId, at }: GoColumns,
  row: number,
  left: number,
  right: number,
): void {
  check.contradictions++
  check.first ??= { path, sourceId, atMs: at[row] as number, left, right }
}
