// Goroutines that wait for the same address, and who may hold it. The runtime keeps no owner of a lock and prints none: what is
// said of a holder is inferred from arguments of frames, with the reason and how far it carries.
import { LOCK_KINDS, POINTERS_PER_GOROUTINE } from '../../../../shared/records/index.ts'
import type { LockKind } from '../../../../shared/records/index.ts'
import type { GoroutineLockRow, LockHolder } from '../../../../shared/contract/goroutineCalls.ts'
import { countOf } from './goroutineSet.ts'
import type { GoroutineSet } from './goroutineSet.ts'
import { statusCounts } from './groups.ts'
import { namingFrame } from './signatures.ts'

/** A lock lies within the value whose method waits for it; larger values are rare. */
const MAX_VALUE_BYTES = 4096
const MAX_HOLDERS = 5
const MAX_IDS = 8

/** Locks that somebody holds; the others are waited for without an owner. */
const OWNED: ReadonlySet<LockKind> = new Set<LockKind>(['mutex', 'rwMutexWrite', 'rwMutexRead'])

interface Waiters {
  address: number
  rows: number[]
}

/**
 * Addresses that goroutines wait for, most waiters first. Where the frames of Lock show none (inlined, or the value is gone), the
 * value that the waiters' own frames were called with stands for it. Waiters without either come last, one row per kind.
 */
export function lockGroups(set: GoroutineSet, minWaiters = 1): GoroutineLockRow[] {
  const { rows } = set
  const byAddress = new Map<number, Waiters>()
  const byValue = new Map<number, Waiters>()
  const unknown = new Map<number, number[]>()
  for (let row = 0; row < rows.length; row++) {
    const kind = rows.lockKind[row] as number
    if (kind === 0 || countOf(set, row) === 0) continue
    const address = Math.abs(rows.lockAddress[row] as number)
    const value = Math.abs(rows.pointers[row * POINTERS_PER_GOROUTINE] as number)
    if (Number.isNaN(address) && OWNED.has(LOCK_KINDS[kind] ?? 'none') && !Number.isNaN(value)) {
      const known = byValue.get(value)
      if (known) known.rows.push(row)
      else byValue.set(value, { address: value, rows: [row] })
      continue
    }
    if (Number.isNaN(address)) {
      const known = unknown.get(kind)
      if (known) known.push(row)
      else unknown.set(kind, [row])
      continue
    }
    const known = byAddress.get(address)
    if (known) known.rows.push(row)
    else byAddress.set(address, { address, rows: [row] })
  }
  const pointers = pointerIndex(set)
  const all: (Waiters & { of: GoroutineLockRow['addressOf'] })[] = [
    ...Array.from(byAddress.values(), (waiters) => ({ ...waiters, of: 'lock' as const })),
    ...Array.from(byValue.values(), (waiters) => ({ ...waiters, of: 'value' as const })),
  ]
  const groups = all
    .filter((waiters) => waiters.rows.length >= minWaiters)
    .sort((a, b) => b.rows.length - a.rows.length || a.address - b.address)
    .map((waiters) => lockRow(set, waiters.rows, waiters.address, waiters.of, pointers))
  const others = [...unknown]
    .filter(([, found]) => found.length >= minWaiters)
    .sort(([, a], [, b]) => b.length - a.length)
    .map(([, found]) => lockRow(set, found, null, 'lock', pointers))
  return [...groups, ...others]
}

function lockRow(
  set: GoroutineSet,
  waiters: number[],
  address: number | null,
  addressOf: GoroutineLockRow['addressOf'],
  pointers: ReadonlyMap<number, number[]>,
): GoroutineLockRow {
  const { rows } = set
  const kinds = countBy(waiters, (row) => LOCK_KINDS[rows.lockKind[row] as number] ?? 'none')
  const kind = mainKind(kinds)
  const isOwned = OWNED.has(kind)
  const holders = address !== null && isOwned ? holdersOf(set, waiters, address, addressOf, pointers) : []
  const writers = waiters.filter((row) => LOCK_KINDS[rows.lockKind[row] as number] === 'rwMutexWrite')
  const readers = kinds.get('rwMutexRead') ?? 0
  const places = countBy(waiters, (row) => namingFrame(set, rows.stack[row] as number)?.functionName ?? '')
  return {
    address: address === null ? null : `0x${address.toString(16)}`,
    addressOf,
    kind,
    waiters: waiters.length,
    receivers: kinds.get('chanReceive') ?? 0,
    senders: kinds.get('chanSend') ?? 0,
    readers,
    writers: writers.length,
    maxWaitMinutes: waiters.reduce((most, row) => Math.max(most, rows.waitMinutes[row] as number), 0),
    isStale: address !== null && waiters.every((row) => isStaleWait(set, row, addressOf)),
    statuses: statusCounts(set, waiters),
    places: [...places]
      .sort(([a, x], [b, y]) => y - x || (a < b ? -1 : 1))
      .slice(0, 5)
      .map(([functionName, goroutines]) => ({ functionName, goroutines })),
    ids: waiters.slice(0, MAX_IDS).map((row) => rows.id[row] as number),
    holders,
    // A writer that waits makes every later reader wait, so that it is not starved: readers can wait without a holder that writes.
    pendingWriters: readers > 0 ? writers.map((row) => rows.id[row] as number).slice(0, MAX_IDS) : [],
  }
}

/** An RWMutex waits in the Mutex at its start, so its own kind is the better name. */
function mainKind(kinds: ReadonlyMap<LockKind, number>): LockKind {
  for (const kind of ['rwMutexWrite', 'rwMutexRead'] as const) if (kinds.has(kind)) return kind
  return [...kinds].sort(([, a], [, b]) => b - a)[0]?.[0] ?? 'none'
}

function countBy<Key>(rows: readonly number[], keyOf: (row: number) => Key): Map<Key, number> {
  const counts = new Map<Key, number>()
  for (const row of rows) {
    const key = keyOf(row)
    counts.set(key, (counts.get(key) ?? 0) + 1)
  }
  return counts
}

/** Rows by the addresses their user frames were called with. */
function pointerIndex({ rows }: GoroutineSet): Map<number, number[]> {
  const index = new Map<number, number[]>()
  const lastRow = new Map<number, number>()
  for (let row = 0; row < rows.length; row++) {
    for (let at = row * POINTERS_PER_GOROUTINE; at < (row + 1) * POINTERS_PER_GOROUTINE; at++) {
      const address = Math.abs(rows.pointers[at] as number)
      if (Number.isNaN(address) || lastRow.get(address) === row) continue
      lastRow.set(address, row)
      const known = index.get(address)
      if (known) known.push(row)
      else index.set(address, [row])
    }
  }
  return index
}

/**
 * Goroutines that do not wait for the lock themselves and were called with the lock, or with the value it lies in (known from the
 * waiters' own frames). One alone is likely; of several each is only possible: they may be before or behind the locked part.
 */
function holdersOf(
  set: GoroutineSet,
  waiters: readonly number[],
  address: number,
  addressOf: GoroutineLockRow['addressOf'],
  pointers: ReadonlyMap<number, number[]>,
): LockHolder[] {
  const waiting = new Set(waiters)
  const found = new Map<number, LockHolder>()
  const candidates: { address: number; reason: LockHolder['reason'] }[] = [
    { address, reason: addressOf === 'lock' ? 'calledWithLock' : 'calledWithValue' },
  ]
  if (addressOf === 'lock')
    for (const value of valuesAround(set, waiters, address))
      candidates.push({ address: value, reason: 'calledWithValue' })
  for (const { address: value, reason } of candidates)
    for (const row of pointers.get(value) ?? []) {
      if (waiting.has(row) || found.has(row) || countOf(set, row) === 0) continue
      found.set(row, {
        id: set.rows.id[row] as number,
        status: set.tables.statuses[set.rows.status[row] as number] ?? '',
        waitMinutes: set.rows.waitMinutes[row] as number,
        place: namingFrame(set, set.rows.stack[row] as number),
        reason,
        isStale: isStale(set, row, value),
        likelihood: 'possible',
      })
    }
  const holders = [...found.values()]
  const [only] = holders
  if (only && holders.length === 1 && !only.isStale) only.likelihood = 'likely'
  return holders.slice(0, MAX_HOLDERS)
}

/** Addresses of values that the lock may lie in: what more than half of the waiters were called with, a little below it. */
function valuesAround({ rows }: GoroutineSet, waiters: readonly number[], address: number): number[] {
  const counts = new Map<number, number>()
  for (const row of waiters) {
    const seen = new Set<number>()
    for (let at = row * POINTERS_PER_GOROUTINE; at < (row + 1) * POINTERS_PER_GOROUTINE; at++) {
      const value = Math.abs(rows.pointers[at] as number)
      if (value < address && address - value < MAX_VALUE_BYTES && !seen.has(value)) {
        seen.add(value)
        counts.set(value, (counts.get(value) ?? 0) + 1)
      }
    }
  }
  return [...counts]
    .filter(([, count]) => count * 2 > waiters.length)
    .sort(([a], [b]) => b - a)
    .map(([value]) => value)
}

const isStaleWait = ({ rows }: GoroutineSet, row: number, addressOf: GoroutineLockRow['addressOf']): boolean =>
  ((addressOf === 'lock' ? rows.lockAddress[row] : rows.pointers[row * POINTERS_PER_GOROUTINE]) as number) < 0

function isStale({ rows }: GoroutineSet, row: number, address: number): boolean {
  for (let at = row * POINTERS_PER_GOROUTINE; at < (row + 1) * POINTERS_PER_GOROUTINE; at++)
    if (rows.pointers[at] === address) return false
  return true
}
