// Which call paths grew between two profiles of one process.
import type { ProfileColumns } from '../../../shared/records/index.ts'
import { newNames, numberFrames, stackValues, type Names } from '../analysis/frames.ts'

export interface PathGrowth {
  /** By growth, largest first; shrinking paths last. */
  rows: {
    /** Function that allocated: the nearest frame outside the Go runtime. */
    leaf: string
    /** Its callers, nearest first, at most CALLERS. */
    callers: string[]
    first: number
    last: number
    delta: number
  }[]
  totalFirst: number
  totalLast: number
}

interface Side {
  columns: ProfileColumns
  typeIndex: number
}

/** Callers that name a path; more would make one path of the program several in the table. */
const CALLERS = 2

/** Both profiles' values by call path, matched by function names: addresses differ between builds, names do not. */
export function pathGrowth(first: Side, last: Side): PathGrowth {
  const names = newNames()
  const before = valuesByPath(first, names)
  const after = valuesByPath(last, names)
  const keys = new Set([...before.keys(), ...after.keys()])
  const rows = [...keys].map((key) => {
    const [leaf = 0, ...callers] = key.split(',').map(Number)
    const [a, b] = [before.get(key) ?? 0, after.get(key) ?? 0]
    return {
      leaf: names.names[leaf] ?? '',
      callers: callers.map((caller) => names.names[caller] ?? ''),
      first: a,
      last: b,
      delta: b - a,
    }
  })
  rows.sort((a, b) => b.delta - a.delta || b.last - a.last || (a.leaf < b.leaf ? -1 : 1))
  const sum = (values: Map<string, number>): number => [...values.values()].reduce((total, value) => total + value, 0)
  return {
    rows: rows.filter((row) => row.first !== 0 || row.last !== 0),
    totalFirst: sum(before),
    totalLast: sum(after),
  }
}

function valuesByPath({ columns, typeIndex }: Side, names: Names): Map<string, number> {
  const { start, name } = numberFrames(columns, names)
  const values = stackValues(columns, typeIndex)
  const result = new Map<string, number>()
  for (let stack = 0; stack < values.length; stack++) {
    const value = values[stack] ?? 0
    if (value === 0) continue
    const frames: number[] = []
    for (let at = columns.stackStart[stack] ?? 0; at < (columns.stackStart[stack + 1] ?? 0); at++) {
      const location = columns.stackLocation[at] ?? 0
      for (let frame = start[location] ?? 0; frame < (start[location + 1] ?? 0); frame++) frames.push(name[frame] ?? 0)
    }
    const key = pathKey(frames, names)
    result.set(key, (result.get(key) ?? 0) + value)
  }
  return result
}

const isRuntime = (name: string): boolean => /^(internal\/)?runtime[./]/.test(name)

/** Runtime frames at the leaf say how memory was got, not who asked: they are left out while a caller remains. */
function pathKey(frames: readonly number[], names: Names): string {
  const nameOf = (frame: number): string => names.names[frame] ?? ''
  const first = frames.findIndex((frame) => !isRuntime(nameOf(frame)))
  return frames
    .slice(Math.max(first, 0))
    .slice(0, CALLERS + 1)
    .join(',')
}
