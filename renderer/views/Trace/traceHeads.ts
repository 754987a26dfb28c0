// Which words stand over a column: `trace.column.<name>`, or two of them put together.
import type { TraceListed } from './traceSections.ts'

export type HeadKey =
  | { kind: 'column'; name: string }
  /** Time waiting for one class of things. */
  | { kind: 'wait'; name: string }
  /** A quantile of a figure over a group. */
  | { kind: 'part'; name: string; part: string }

/** Columns that mean something else in one table than in others. */
const OWN: Readonly<Record<string, string>> = {
  'groups.name': 'startFunction',
  'goroutines.name': 'startFunction',
  'tasks.name': 'taskName',
  'taskKinds.name': 'taskName',
  'regions.name': 'region',
  'regionSites.name': 'region',
  'ranking.name': 'trace',
  'gcCycles.idleNs': 'idleWorkerNs',
  'goroutines.tasks': 'taskNames',
  'goroutines.waits': 'waits',
  'waits.class': 'waitClass',
  'gcCycles.goalBytes': 'goalBytes',
  'procs.idleNs': 'procIdleNs',
  'ranking.idleNs': 'procIdleNs',
  'procs.number': 'procNumber',
  'procs.stoppedNs': 'procStoppedNs',
  'ranking.stoppedNs': 'procStoppedNs',
  'procs.syscallNs': 'procSyscallNs',
  'ranking.syscallNs': 'procSyscallNs',
  'spans.lifeNs': 'spanLifeNs',
  'pauses.goroutine': 'stopper',
  'pauses.goroutineId': 'stopperId',
  'stages.path': 'stagePath',
  'stages.name': 'name',
  'gcCycles.place': 'gcPlace',
  'spanClasses.live': 'spansLeft',
  'objects.live': 'liveObjects',
}

const WAIT_FIGURE = /^wait(Network|Channel|Select|Sync|Sleep|Gc|System|Forever|Unnamed|Other)Ns$/

export function headKey(table: TraceListed, column: string): HeadKey {
  const own = OWN[`${table}.${column}`]
  if (own !== undefined) return { kind: 'column', name: own }
  const [first = '', second, third] = column.split('.')
  if (first === 'figures' && second !== undefined)
    return third === 'sum' || third === undefined
      ? { kind: 'column', name: second }
      : { kind: 'part', name: second, part: third }
  if (first === 'sums' && second !== undefined) return { kind: 'column', name: second }
  if ((first === 'waits' || first === 'waitsNs') && second !== undefined) return { kind: 'wait', name: second }
  const wait = WAIT_FIGURE.exec(column)?.[1]
  if (wait !== undefined) return { kind: 'wait', name: wait.toLowerCase() }
  return { kind: 'column', name: column }
}
