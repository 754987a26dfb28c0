// Goroutines with several lives: a thread of C comes with the same one each time it calls Go, which exists for the time of the call. Tables have
// a row of each life; who asks for the goroutine is told of all of them.
import type { TraceGoroutineRow } from '../../../../shared/contract/traceTables.ts'
import { WAIT_CLASSES } from '../../../../shared/records/index.ts'
import { GOROUTINE_FIGURES } from './goroutineRows.ts'
import type { TraceView } from './TraceView.ts'

/** Figures of which the longest of all lives is told, and those that the first and the last life tell; the others add up. */
const LONGEST: ReadonlySet<string> = new Set(['longestRunNs', 'longestRunnableNs', 'longestWaitNs', 'longestSyscallNs'])
const OF_FIRST = ['firstNs', 'createdNs', 'spawnWaitNs'] as const
const OF_LAST = 'lastNs'

/** Rows of each goroutine that has several, in the order of time. Only a trace in which C calls Go is looked through. */
const comers = (view: TraceView): ReadonlyMap<number, readonly number[]> =>
  view.keep('goroutines that come again', () => {
    const again = new Map<number, number[]>()
    if (!view.summary.kinds['GoCreateSyscall']) return again
    const firstOf = new Uint32Array(view.summary.goroutines + 2)
    let at = 0
    for (const { columns, rows } of view.scan('goroutineRows', ['slot']))
      for (const slot of columns['slot']?.subarray(0, rows) ?? []) {
        at++
        if (firstOf[slot] === 0) firstOf[slot] = at
        else {
          const lives = again.get(slot) ?? [(firstOf[slot] as number) - 1]
          again.set(slot, lives)
          lives.push(at - 1)
        }
      }
    return again
  })

export const comesAgain = (view: TraceView, slot: number): boolean => comers(view).has(slot)

/** Rows of all lives of a goroutine that comes again, in the table of goroutines. */
export const livesOf = (view: TraceView, slot: number): readonly number[] => comers(view).get(slot) ?? []

/** One row of a goroutine's lives so far and the next one: how it ended is told of that. */
export function together(before: TraceGoroutineRow, next: TraceGoroutineRow): TraceGoroutineRow {
  const row = { ...next, waitsNs: { ...next.waitsNs } }
  for (const name of GOROUTINE_FIGURES)
    if (name !== OF_LAST) row[name] = LONGEST.has(name) ? Math.max(row[name], before[name]) : row[name] + before[name]
  row.lifeNs += before.lifeNs
  for (const name of OF_FIRST) row[name] = before[name] as number
  for (const name of WAIT_CLASSES) row.waitsNs[name] += before.waitsNs[name]
  return row
}
