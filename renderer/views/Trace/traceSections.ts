// What the Trace view shows: tabs, and the tables in each. One word of the view's state names the table, so that links and history restore it.
import type { TraceListed } from '../../../shared/contract/traceKeys.ts'

export type { TraceListed }
/** Tables of a trace, the traces themselves, and pages that are no table of the engine. */
export type TraceShow = TraceListed | 'summary' | 'goroutine' | 'taskTree' | 'spanMap'

export const TRACE_TABS = {
  summary: ['summary', 'generations'],
  pauses: ['pauses'],
  gc: ['gcCycles', 'ranges'],
  goroutines: ['groups', 'goroutines', 'goroutine'],
  blocking: ['waits', 'wakers', 'syscalls'],
  scheduling: ['scheduling', 'procs'],
  tasks: ['taskTree', 'stages', 'taskKinds', 'tasks', 'regions', 'regionSites', 'logs'],
  memory: ['spanClasses', 'spanMap', 'spanCycles', 'spans', 'objects'],
  all: ['ranking'],
} as const satisfies Record<string, readonly TraceShow[]>
export type TraceTab = keyof typeof TRACE_TABS

export const TAB_NAMES = Object.keys(TRACE_TABS) as TraceTab[]
export const TRACE_SHOWS: readonly TraceShow[] = TAB_NAMES.flatMap((tab): readonly TraceShow[] => TRACE_TABS[tab])
export const showsOf = (tab: TraceTab): readonly TraceShow[] => TRACE_TABS[tab]

/** The tab a table stands in. */
export const tabOf = (show: TraceShow): TraceTab => TAB_NAMES.find((tab) => showsOf(tab).includes(show)) ?? 'summary'
const PAGES: readonly TraceShow[] = ['summary', 'goroutine', 'taskTree', 'spanMap']
export const isListed = (show: TraceShow): show is TraceListed => !PAGES.includes(show)
