// Rotated logs: `app.log`, `app.log.1`, `app.log.2.gz` are one log in pieces. Which files belong together is told by their names, in
// which order by the times in them; only where those do not say, by the names again.

import type { ImportIssue } from '../../../shared/records/index.ts'

/** What is known of a file that may be a piece. */
export interface Piece {
  /** Opaque place. */
  file: string
  /** Path to show, with folders. */
  path: string
  /** Time stamps of its first and last line; null: its lines have none, or were not looked at that far. */
  firstMs: number | null
  lastMs: number | null
  /** Its only process life, where it is one: first and last cycle, and how far its clock ran. */
  cycles: { first: number; last: number; endNs: number } | null
}

export interface RotatedSet {
  /** Folder and name of the log without the suffixes of rotation. */
  path: string
  name: string
  /** Oldest first. */
  pieces: Piece[]
  /** What decided the order. */
  orderedBy: 'times' | 'cycles' | 'names'
  /** Numbers that are missing among the names (`app.log.1`, `app.log.3`): pieces were deleted or left out. */
  missing: number[]
}

interface Rotation {
  stem: string
  /** Greater is older. Infinity is the oldest; the file being written is −Infinity. */
  age: number
  number: number | null
}

const PACKED = /\.(?:gz|zst|bz2|xz)$/i
/** `20261120`, `2026-11-20`, `20261120-100337`, `2026-11-20T10-03-37.123`, each perhaps with a running number. */
const DATE =
  '(?<date>20\\d\\d-?[01]\\d-?[0-3]\\d)(?:[T_-]?(?<hour>[0-2]\\d)(?:[-:.]?(?<minute>[0-5]\\d)(?:[-:.]?(?<second>[0-5]\\d)(?:[.,](?<fraction>\\d+))?)?)?)?Z?'
/** logrotate, docker, supervisor: a number, 1 the youngest. */
const NUMBERED = /^(?<stem>.+)\.(?<number>\d{1,4})$/
/** logrotate's dateext, kubelet, cronolog: a date at the end. */
const DATED = new RegExp(`^(?<stem>.+?)[.-]${DATE}(?:[.-](?<number>\\d{1,3}))?$`)
/** lumberjack: a date before the ending. */
const DATED_INSIDE = new RegExp(`^(?<stem>.+?)[.-]${DATE}(?<ending>\\.(?:log|txt|out|err))$`)

/** What a name says of rotation. A name without a suffix of rotation is the file being written. */
export function rotationOf(name: string): Rotation {
  const bare = name.replace(PACKED, '')
  const dated = (DATED.exec(bare) ?? DATED_INSIDE.exec(bare))?.groups
  if (dated) {
    const { date = '', hour = '00', minute = '00', second = '00', fraction = '0' } = dated
    const digits = `${date.replaceAll('-', '')}${hour}${minute}${second}`
    // Within one moment the running number counts up.
    const age = -(Number(digits) + Number(`0.${fraction}`)) - Number(dated.number ?? 0) / 1000
    return { stem: (dated.stem ?? '') + (dated.ending ?? ''), age, number: null }
  }
  const numbered = NUMBERED.exec(bare)?.groups
  if (numbered) {
    const number = Number(numbered.number)
    return { stem: numbered.stem ?? '', age: number, number }
  }
  return { stem: bare, age: Number.NEGATIVE_INFINITY, number: null }
}

const folderOf = (path: string): string => path.slice(0, path.lastIndexOf('/') + 1)
const nameOf = (path: string): string => path.slice(path.lastIndexOf('/') + 1)
/** Shares of a piece's time that others may cover before the pieces are taken for logs of several processes. */
const MOST_OVERLAP = 0.5

/** The sets among the pieces. A piece of no set is in none. */
export function rotatedSets(pieces: readonly Piece[]): RotatedSet[] {
  const groups = new Map<string, Piece[]>()
  for (const piece of pieces) {
    const key = folderOf(piece.path) + rotationOf(nameOf(piece.path)).stem
    groups.set(key, [...(groups.get(key) ?? []), piece])
  }
  const sets: RotatedSet[] = []
  for (const [path, group] of groups) {
    // The same age twice (`app.log` and `app.log.gz`): copies, or not of one rotation.
    const ages = group.map(({ path: piece }) => rotationOf(nameOf(piece)).age)
    if (group.length < 2 || new Set(ages).size < group.length) continue
    if (isConcurrent(group)) continue
    const { ordered, orderedBy } = inOrder(group)
    sets.push({ path, name: nameOf(path), pieces: ordered, orderedBy, missing: missingNumbers(group) })
  }
  return sets
}

/** Pieces whose times lie over one another were written at the same time: by several processes, not one after the other. */
function isConcurrent(group: readonly Piece[]): boolean {
  const timed = group.flatMap(({ firstMs, lastMs }) =>
    firstMs === null || lastMs === null ? [] : [{ firstMs, lastMs }],
  )
  return timed.some((one, index) =>
    timed.some((other, at) => {
      if (at === index) return false
      const shared = Math.min(one.lastMs, other.lastMs) - Math.max(one.firstMs, other.firstMs)
      return shared > MOST_OVERLAP * (one.lastMs - one.firstMs) && shared > 1000
    }),
  )
}

function inOrder(group: readonly Piece[]): Pick<RotatedSet, 'orderedBy'> & { ordered: Piece[] } {
  const byName = [...group].sort(
    (a, b) => compare(rotationOf(nameOf(b.path)).age, rotationOf(nameOf(a.path)).age) || compare(a.path, b.path),
  )
  if (group.every(({ firstMs }) => firstMs !== null)) {
    // Equal first times keep the order of the names.
    const ordered = [...byName].sort((a, b) => (a.firstMs ?? 0) - (b.firstMs ?? 0))
    return { ordered, orderedBy: 'times' }
  }
  const backwards = [...byName].reverse()
  const [forth, back] = [continuations(byName), continuations(backwards)]
  if (back > forth) return { ordered: backwards, orderedBy: 'cycles' }
  return { ordered: byName, orderedBy: forth > back ? 'cycles' : 'names' }
}

/** How often the cycles of a piece go on where those of the one before end. */
function continuations(pieces: readonly Piece[]): number {
  let count = 0
  for (const [index, { cycles }] of pieces.entries()) {
    const before = pieces[index - 1]?.cycles
    if (cycles && before && cycles.first > before.last && cycles.endNs >= before.endNs) count++
  }
  return count
}

function missingNumbers(group: readonly Piece[]): number[] {
  const numbers = group.flatMap(({ path }) => rotationOf(nameOf(path)).number ?? [])
  if (numbers.length < 2) return []
  const [least, most] = [Math.min(...numbers), Math.max(...numbers)]
  return Array.from({ length: most - least + 1 }, (_, index) => least + index).filter(
    (number) => !numbers.includes(number),
  )
}

/** Numbers that are missing among the names of a rotated log; null: none is. */
export function missingPart({ missing, name }: Pick<RotatedSet, 'missing' | 'name'>): ImportIssue | null {
  if (missing.length === 0) return null
  const shown = missing.slice(0, 10).join(', ') + (missing.length > 10 ? ', …' : '')
  return {
    severity: 'dataLoss',
    code: 'rotated/missing-part',
    message: `Files of the rotated log ${name} are missing: number ${shown}.`,
    at: {},
    count: missing.length,
  }
}

const compare = (a: number | string, b: number | string): number => (a < b ? -1 : a > b ? 1 : 0)
