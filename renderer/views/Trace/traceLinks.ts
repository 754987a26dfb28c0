// From a row of a trace to the rows of other tables that speak of the same thing.
import type {
  TraceGcCycleRow,
  TraceGoroutineRow,
  TraceGroupRow,
  TraceLogRow,
  TraceObjectRow,
  TracePauseRow,
  TraceProcRow,
  TraceRankingRow,
  TraceRegionRow,
  TraceRegionSiteRow,
  TraceSchedulingRow,
  TraceSpanClassRow,
  TraceStageRow,
  TraceSyscallRow,
  TraceTaskKindRow,
  TraceTaskRow,
  TraceWaitRow,
  TraceWakerRow,
} from '../../../shared/contract/traceTables.ts'
import { filterTerm } from '../../../shared/filter/writeFilter.ts'
import type { SourceId } from '../../../shared/records/index.ts'
import { allOf, goroutineEntity, ROW_KIND } from './traceRows.ts'
import type { TraceListed } from './traceSections.ts'
import type { TraceRow } from './traceTable.ts'
import type { TraceTarget } from './useTrace.ts'

/** What a link is called: `trace.link.<name>`. */
export type TraceLinkName =
  | 'goroutine'
  | 'longestGoroutine'
  | 'stopper'
  | 'lastToStop'
  | 'pausesOfCycle'
  | 'goroutinesOfGroup'
  | 'group'
  | 'creator'
  | 'wakers'
  | 'waitsThere'
  | 'stillWaiting'
  | 'task'
  | 'parentTask'
  | 'childTasks'
  | 'logsOfTask'
  | 'tasksOfKind'
  | 'kindOfTask'
  | 'spansOfClass'
  | 'cyclesOfClass'
  | 'classOfSpan'
  | 'openTrace'
  | 'stagesOfKind'
  | 'regionsOfStage'
  | 'tasksOfGoroutine'
  | 'logsOfGoroutine'
  | 'inSyscall'
  | 'syscallsThere'
  | 'stopsOfProc'
  | 'gcCycle'
  | 'objectsOfType'
  | 'objectsOfSite'
  | 'allocators'
  | 'regionsThere'
  | 'regionSites'
export interface TraceLink {
  name: TraceLinkName
  target: TraceTarget
}

const text = (field: string, value: string): string => filterTerm(field, '=', [value])
const number = (field: string, value: number, unit = ''): string => `${field}=${value}${unit}`

/** The most telling first: Enter and a double click follow it. */
export function linksOf(table: TraceListed, row: TraceRow, sourceId: SourceId): TraceLink[] {
  const links: TraceLink[] = []
  const add = (name: TraceLinkName, target: TraceTarget): void => void links.push({ name, target })
  const goroutine = (name: TraceLinkName, slot: number): void => {
    if (slot > 0) add(name, { show: 'goroutine', entity: goroutineEntity(slot, sourceId) })
  }
  const task = (name: TraceLinkName, slot: number): void => {
    if (slot > 0)
      add(name, { show: 'tasks', entity: { kind: ROW_KIND, id: `tasks ${number('task', slot)}`, sourceId } })
  }
  const longest = (): void => goroutine('longestGoroutine', (row as { maxGoroutine?: number }).maxGoroutine ?? 0)

  switch (table) {
    case 'pauses': {
      const pause = row as TracePauseRow
      goroutine('lastToStop', pause.lastGoroutine)
      goroutine('stopper', pause.goroutine)
      break
    }
    case 'gcCycles': {
      const { beginNs, endNs, markTermNs } = row as TraceGcCycleRow
      if (beginNs !== null) {
        // Mark termination lasts beyond the end of marking.
        const until = endNs === null ? '' : ` at<=${endNs + (markTermNs ?? 0)}ns`
        add('pausesOfCycle', { show: 'pauses', filter: `at>=${beginNs}ns${until} gc=yes` })
      }
      break
    }
    case 'groups': {
      const group = row as TraceGroupRow
      add('goroutinesOfGroup', { show: 'goroutines', filter: text('name', group.name) })
      break
    }
    case 'goroutines': {
      const of = row as TraceGoroutineRow
      goroutine('goroutine', of.goroutine)
      if (of.name !== '') add('group', { show: 'groups', filter: text('name', of.name) })
      goroutine('creator', of.creator)
      if (of.tasks !== '') {
        add('tasksOfGoroutine', { show: 'tasks', filter: number('goroutine', of.goroutine) })
        add('logsOfGoroutine', { show: 'logs', filter: number('goroutine', of.goroutine) })
      }
      break
    }
    case 'waits': {
      const wait = row as TraceWaitRow
      const where = allOf([text('reason', wait.reason), number('stack', wait.stack)])
      add('wakers', { show: 'wakers', filter: where })
      longest()
      if (wait.openCount > 0 && wait.place !== '')
        add('stillWaiting', {
          show: 'goroutines',
          filter: allOf(['state=waiting', text('reason', wait.reason), text('place', wait.place)]),
        })
      break
    }
    case 'wakers': {
      const { reason, stack } = row as TraceWakerRow
      add('waitsThere', { show: 'waits', filter: allOf([text('reason', reason), number('stack', stack)]) })
      break
    }
    case 'syscalls': {
      const { place, openCount } = row as TraceSyscallRow
      longest()
      if (openCount > 0 && place !== '')
        add('inSyscall', { show: 'goroutines', filter: allOf(['state=syscall', text('place', place)]) })
      break
    }
    case 'scheduling': {
      const { from, reason, stack } = row as TraceSchedulingRow
      longest()
      if (from === 'waited')
        add('waitsThere', { show: 'waits', filter: allOf([text('reason', reason), number('stack', stack)]) })
      if (from === 'syscall') add('syscallsThere', { show: 'syscalls', filter: number('stack', stack) })
      break
    }
    case 'regions':
      add('stagesOfKind', {
        show: 'stages',
        filter: allOf(['kind=region', text('name', (row as TraceRegionRow).name)]),
      })
      add('regionSites', { show: 'regionSites', filter: text('name', (row as TraceRegionRow).name) })
      longest()
      break
    case 'regionSites':
      add('regionsThere', { show: 'regions', filter: text('name', (row as TraceRegionSiteRow).name) })
      longest()
      break
    case 'ranges':
      longest()
      break
    case 'taskKinds': {
      const { name } = row as TraceTaskKindRow
      add('tasksOfKind', { show: 'tasks', filter: text('name', name) })
      add('stagesOfKind', { show: 'stages', filter: filterTerm('path', ':', [name]) })
      break
    }
    case 'stages': {
      const { kind, name } = row as TraceStageRow
      if (kind === 'task') {
        add('tasksOfKind', { show: 'tasks', filter: text('name', name) })
        add('kindOfTask', { show: 'taskKinds', filter: text('name', name) })
      } else add('regionsOfStage', { show: 'regions', filter: text('name', name) })
      break
    }
    case 'tasks': {
      const of = row as TraceTaskRow
      goroutine('goroutine', of.goroutine)
      task('parentTask', of.parent)
      add('childTasks', { show: 'tasks', filter: number('parent', of.task) })
      add('logsOfTask', { show: 'logs', filter: number('task', of.task) })
      add('kindOfTask', { show: 'taskKinds', filter: text('name', of.name) })
      break
    }
    case 'logs': {
      const log = row as TraceLogRow
      task('task', log.task)
      goroutine('goroutine', log.goroutine)
      break
    }
    case 'spanClasses': {
      const filter = text('class', (row as TraceSpanClassRow).class)
      add('spansOfClass', { show: 'spans', filter })
      add('cyclesOfClass', { show: 'spanCycles', filter })
      break
    }
    case 'spans':
    case 'spanCycles': {
      const of = row as { class: string; goroutine?: number | null; cycle?: number; allocCycle?: number | null }
      if (table === 'spans') goroutine('goroutine', of.goroutine ?? 0)
      if (table === 'spanCycles') add('spansOfClass', { show: 'spans', filter: text('class', of.class) })
      const cycle = table === 'spans' ? of.allocCycle : of.cycle
      if (typeof cycle === 'number' && cycle > 0) add('gcCycle', { show: 'gcCycles', filter: number('gc', cycle) })
      add('classOfSpan', { show: 'spanClasses', filter: text('class', of.class) })
      break
    }
    case 'ranking':
      add('openTrace', { show: 'summary', sourceId: (row as TraceRankingRow).sourceId })
      break
    case 'procs':
      add('stopsOfProc', { show: 'pauses', filter: number('lastproc', (row as TraceProcRow).number) })
      break
    case 'objects': {
      const { type, site } = row as TraceObjectRow
      if (site !== '') add('allocators', { show: 'groups', filter: text('name', site) })
      if (type !== '') add('objectsOfType', { show: 'objects', filter: text('type', type) })
      if (site !== '') add('objectsOfSite', { show: 'objects', filter: text('site', site) })
      break
    }
    case 'generations':
      break
  }
  return links
}

/** When something of a row happened, where it has a place in time. */
export function stretchOfRow(table: TraceListed, row: TraceRow): { fromNs: number; toNs: number } | null {
  const of = row as Record<string, number | null | undefined>
  const part = (from: number | null | undefined, length: number | null | undefined) =>
    typeof from === 'number' ? { fromNs: from, toNs: from + Math.max(0, length ?? 0) } : null
  switch (table) {
    case 'pauses':
      return part(of['beginNs'], of['pauseNs'] ?? of['toStopNs'])
    case 'gcCycles':
      return typeof of['endNs'] === 'number' && typeof of['beginNs'] === 'number'
        ? { fromNs: of['beginNs'], toNs: of['endNs'] + (of['markTermNs'] ?? 0) }
        : null
    case 'goroutines':
      return part(of['firstNs'], (of['lastNs'] ?? 0) - (of['firstNs'] ?? 0))
    case 'tasks':
      return part(of['beginNs'], of['lengthNs'])
    case 'generations':
      return part(of['startNs'], (of['endNs'] ?? 0) - (of['startNs'] ?? 0))
    case 'stages':
    case 'waits':
    case 'syscalls':
    case 'scheduling':
    case 'regions':
    case 'regionSites':
    case 'ranges':
      return part(of['maxBeginNs'], of['maxNs'])
    case 'spans':
      return part(of['allocNs'], of['lifeNs'])
    default:
      return null
  }
}
