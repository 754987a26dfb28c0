// Tables of an execution trace: the fields a filter or a sort may name. Their rows: traceRows.ts.
import type { FilterField } from '../filter/filterField.ts'
import { GROUP_FIGURES, GROUP_SUMS, PROC_TIMES, TRACE_FIGURES, WAIT_CLASSES } from '../records/index.ts'
import type { TraceFigure } from '../records/index.ts'
import type { ColumnField } from './tables.ts'
import type { TraceTableName } from './traceRows.ts'

export type * from './traceRows.ts'

/** A column of a row; of nested records `figures.runningNs.max`. */
export type TraceColumn = string
export type TraceField = ColumnField<TraceColumn>

type Unit = NonNullable<FilterField['unit']>
const text = (name: string, column = name): TraceField => ({ name, column, kind: 'text', isSearched: true })
const plain = (name: string, column = name): TraceField => ({ name, column, kind: 'text' })
const choice = (name: string, column: string, choices: readonly string[]): TraceField => ({
  name,
  column,
  kind: 'choice',
  choices,
})
const flag = (name: string, column: string): TraceField => choice(name, column, ['yes', 'no'])
const count = (name: string, column = name): TraceField => ({ name, column, kind: 'quantity' })
const of = (unit: Unit, name: string, column: string): TraceField => ({ name, column, kind: 'quantity', unit })
const ns = (name: string, column = `${name}Ns`): TraceField => of('ns', name, column)
const bytes = (name: string, column = `${name}Bytes`): TraceField => of('bytes', name, column)
const share = (name: string, column = `${name}Share`): TraceField => of('share', name, column)

const DURATIONS = [
  count('count'),
  ns('total'),
  ns('mean'),
  ns('p50'),
  ns('p90'),
  ns('p99'),
  ns('max'),
  ns('at', 'maxBeginNs'),
  count('goroutine', 'maxGoroutine'),
  plain('goroutineid', 'maxGoroutineId'),
  count('open', 'openCount'),
  ns('opentime', 'openNs'),
]
const DURATIONS_ONLY = DURATIONS.filter(({ name }) => !name.startsWith('goroutine'))
const PLACE = [text('place'), count('stack')]
/** `longestWaitNs` → `longestwait`, `spawnWaitNs` → `spawnwait`. */
const short = (name: string): string => name.replace(/Ns$/, '').toLowerCase()
const unitOf = (name: string): Unit => (name.endsWith('Ns') ? 'ns' : 'count')

const FIGURE_NAMES = Object.keys(TRACE_FIGURES) as TraceFigure[]
/** Traces of the case by their figures. */
export const TRACE_RANKING_FIELDS: readonly TraceField[] = [
  text('name'),
  text('path'),
  text('header'),
  flag('cut', 'isCut'),
  count('events'),
  ...FIGURE_NAMES.map((name): TraceField => {
    const unit = TRACE_FIGURES[name]
    const field = name.replace(/(Ns|Bytes|Share)$/, '').toLowerCase()
    return unit === 'text' ? text(field, name) : of(unit, field, name)
  }),
]

export const TRACE_FIELDS: { readonly [Name in TraceTableName]: readonly TraceField[] } = {
  generations: [count('ordinal'), count('number'), ns('at', 'startNs'), ns('end'), ns('clock')],
  groups: [
    text('name'),
    text('file'),
    flag('system', 'isSystem'),
    count('goroutines'),
    count('created'),
    count('ended'),
    ...GROUP_FIGURES.flatMap((name) =>
      (['sum', 'min', 'median', 'p99', 'max'] as const).map((part) =>
        of(unitOf(name), part === 'sum' ? short(name) : `${part}_${short(name)}`, `figures.${name}.${part}`),
      ),
    ),
    ...GROUP_SUMS.map((name) => of(unitOf(name), short(name), `sums.${name}`)),
    ...WAIT_CLASSES.map((name) => ns(`wait_${name}`, `waits.${name}`)),
  ],
  goroutines: [
    text('name'),
    plain('id'),
    count('goroutine'),
    flag('system', 'isSystem'),
    choice('state', 'lastState', ['ended', 'runnable', 'running', 'waiting', 'syscall', 'undetermined']),
    text('reason', 'lastReason'),
    text('place', 'lastPlace'),
    plain('label', 'labels'),
    plain('task', 'tasks'),
    count('creator'),
    plain('creatorid', 'creatorId'),
    plain('creatorname', 'creatorName'),
    plain('createplace', 'createPlace'),
    ns('created'),
    ns('ended'),
    ns('first'),
    ns('last'),
    ns('life'),
    ns('running'),
    ns('runnable'),
    ns('waiting'),
    ns('syscall'),
    ns('undetermined'),
    ns('stw', 'runnableStwNs'),
    ns('gcwait', 'runnableGcNs'),
    ns('fullwait', 'runnableFullNs'),
    ns('otherwait', 'runnableOtherNs'),
    ns('spawnwait', 'spawnWaitNs'),
    // Overlap with GC cycles and with stops of the world.
    ns('gc', 'activeInMarkNs'),
    ns('paused'),
    ns('longestrun', 'longestRunNs'),
    ns('longestrunnable', 'longestRunnableNs'),
    ns('longestwait', 'longestWaitNs'),
    ns('longestsyscall', 'longestSyscallNs'),
    count('runs'),
    count('waits'),
    count('syscalls'),
    count('stops'),
    count('migrations'),
    ns('assist'),
    count('assists'),
    ns('sweep'),
    count('blockedsyscalls', 'blockedSyscalls'),
    ns('blockedsyscall', 'blockedSyscallNs'),
    ...WAIT_CLASSES.map((name) => ns(`wait_${name}`, `waitsNs.${name}`)),
  ],
  waits: [
    text('reason'),
    choice('class', 'class', WAIT_CLASSES),
    ...PLACE,
    text('waker'),
    share('wakershare', 'wakerShare'),
    ...DURATIONS,
  ],
  syscalls: [...PLACE, ...DURATIONS],
  wakers: [
    text('reason'),
    ...PLACE,
    text('waker', 'wakerPlace'),
    flag('runtime', 'isRuntime'),
    count('count'),
    ns('total'),
    ns('max'),
  ],
  scheduling: [
    text('reason'),
    choice('from', 'from', ['new', 'stopped', 'waited', 'syscall', 'unknown']),
    flag('first', 'isFirstRun'),
    ...PLACE,
    text('waker', 'wakerPlace'),
    ns('stw'),
    ns('gc'),
    ns('full'),
    ns('other'),
    ...DURATIONS,
  ],
  regions: [text('name'), count('sites'), ...DURATIONS],
  regionSites: [text('name'), ...PLACE, ...DURATIONS],
  ranges: [
    choice('kind', 'kind', ['sweep', 'assist', 'worker']),
    text('name'),
    ...PLACE,
    bytes('swept'),
    bytes('reclaimed'),
    ...DURATIONS,
  ],
  pauses: [
    text('kind'),
    flag('gc', 'isGc'),
    ns('at', 'beginNs'),
    ns('tostop', 'toStopNs'),
    ns('stopped'),
    ns('pause'),
    count('goroutine'),
    plain('goroutineid', 'goroutineId'),
    count('procs', 'stoppedProcs'),
    count('lastproc', 'lastProc'),
    count('lastgoroutine', 'lastGoroutine'),
    plain('lastgoroutineid', 'lastGoroutineId'),
    text('last', 'lastPlace'),
    flag('syscall', 'isLastSyscall'),
    ...PLACE,
  ],
  gcCycles: [
    count('gc', 'cycle'),
    ns('at', 'beginNs'),
    ns('mark'),
    ns('sweepterm', 'sweepTermNs'),
    ns('markterm', 'markTermNs'),
    ns('untilnext', 'untilNextNs'),
    bytes('start', 'heapBeginBytes'),
    bytes('end', 'heapEndBytes'),
    bytes('peak', 'heapPeakBytes'),
    bytes('goal'),
    ns('dedicated'),
    ns('fractional'),
    ns('idle'),
    ns('assist'),
    count('assists'),
    ns('sweep'),
    bytes('swept'),
    bytes('reclaimed'),
    ...PLACE,
  ],
  procs: [
    count('number'),
    count('proc'),
    count('runs'),
    share('busy'),
    ...PROC_TIMES.map((name) => ns(short(name), `${name}Ns`)),
  ],
  tasks: [
    text('name'),
    plain('id'),
    count('task'),
    count('parent'),
    plain('parentid', 'parentId'),
    ns('at', 'beginNs'),
    ns('end'),
    ns('length'),
    count('goroutine'),
    plain('goroutineid', 'goroutineId'),
    ...PLACE,
  ],
  taskKinds: [text('name'), ...DURATIONS_ONLY],
  stages: [
    count('ordinal'),
    text('path'),
    plain('name'),
    choice('kind', 'kind', ['task', 'region']),
    count('depth'),
    ns('after'),
    count('pertask', 'perTask'),
    share('share', 'share'),
    ...DURATIONS_ONLY,
  ],
  logs: [
    ns('at', 'timeNs'),
    text('category'),
    text('message'),
    count('task'),
    plain('taskid', 'taskId'),
    count('goroutine'),
    plain('goroutineid', 'goroutineId'),
    ...PLACE,
  ],
  spans: [
    text('class'),
    count('page'),
    count('pages'),
    bytes('bytes', 'bytes'),
    ns('alloc'),
    ns('free'),
    ns('life'),
    count('slots'),
    count('objects'),
    count('peak'),
    count('left'),
    share('occupancy', 'occupancy'),
    count('slotreuses', 'slotReuses'),
    count('reuse'),
    ns('reusedelay', 'reuseDelayNs'),
    count('goroutine'),
    plain('goroutineid', 'goroutineId'),
    count('cycle', 'allocCycle'),
  ],
  spanClasses: [
    text('class'),
    bytes('slot'),
    count('spans'),
    count('allocated'),
    count('freed'),
    count('live'),
    count('reuses'),
    share('reuseshare', 'reuseShare'),
    ns('reusedelay', 'meanReuseDelayNs'),
    ns('life', 'meanLifeNs'),
    count('objects'),
    count('slotreuses', 'slotReuses'),
    share('occupancy', 'occupancy'),
    bytes('used'),
    bytes('held'),
    share('fragmentation', 'fragmentation'),
  ],
  spanCycles: [
    text('class'),
    count('cycle'),
    ns('at', 'timeNs'),
    count('spans'),
    count('pages'),
    count('slots'),
    count('objects'),
    count('survivors'),
    count('survivorsperspan', 'survivorsPerSpan'),
    share('occupancy', 'occupancy'),
    count('allocs', 'spanAllocs'),
    count('frees', 'spanFrees'),
    count('reuses'),
    share('reuseshare', 'reuseShare'),
    ns('reusedelay', 'meanReuseDelayNs'),
    count('objectallocs', 'objectAllocs'),
    count('objectfrees', 'objectFrees'),
    count('slotreuses', 'slotReuses'),
  ],
  objects: [
    text('type'),
    text('site'),
    count('allocated'),
    count('freed'),
    count('existing'),
    count('live'),
    bytes('allocatedbytes', 'allocatedBytes'),
    bytes('livebytes', 'liveBytes'),
    count('survived'),
    ...DURATIONS_ONLY,
  ],
}
export const TRACE_TABLE_NAMES = Object.keys(TRACE_FIELDS) as TraceTableName[]
