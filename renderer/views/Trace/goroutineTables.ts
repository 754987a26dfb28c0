// Columns of the tables about one goroutine: its states, what it waited for, who is at the other end, its critical path.
import type {
  TraceGoroutineDetail,
  TraceGoroutinePeer,
  TraceGoroutineWait,
  TraceIntervalRow,
  TracePath,
  TracePathStep,
} from '../../../shared/contract/traceCalls.ts'
import type { TraceGoroutineRow } from '../../../shared/contract/traceTables.ts'
import { columnFormat } from '../../../shared/units/unitScale.ts'
import { formatCount, formatDuration, formatShare } from '../../../shared/units/format.ts'
import type { AboutId } from '../../components/about/aboutIds.ts'
import type { TableColumn } from '../../components/dataTable.ts'
import { durationFormat } from './traceTable.ts'

/** Words of heads, states and the runtime as a waker. */
export interface GoroutineTexts {
  head: (column: string) => string
  state: (state: string) => string
  runtime: string
  depth: string
  who: string
  steps: string
}

const text = <Row>(
  id: string,
  title: string,
  read: (row: Row) => string,
  change: Partial<TableColumn<Row>> = {},
): TableColumn<Row> => ({ id, title, text: read, value: read, hint: read, ...change })

/** Durations of one column share unit and precision: that of the largest. */
function ns<Row>(
  id: string,
  title: string,
  read: (row: Row) => number | null,
  largest: number,
  about?: AboutId,
): TableColumn<Row> {
  const { unit, format } = durationFormat(largest)
  return {
    id,
    title: `${title}\u00a0${unit}`,
    name: title,
    align: 'right',
    width: 96,
    ...(about && { about }),
    text: (row) => {
      const value = read(row)
      return value === null ? '–' : format(value)
    },
    value: read,
  }
}
/** An instant of the trace: ms to the microsecond. */
function instant<Row>(id: string, title: string, read: (row: Row) => number): TableColumn<Row> {
  const { format } = columnFormat('ns', 5e6, 3)
  return {
    id,
    title: `${title}\u00a0ms`,
    name: title,
    align: 'right',
    width: 100,
    text: (row) => format(read(row)),
    value: read,
  }
}
const count = <Row>(id: string, title: string, read: (row: Row) => number): TableColumn<Row> => ({
  id,
  title,
  align: 'right',
  width: 80,
  text: (row) => formatCount(read(row)),
  value: read,
})
const most = <Row>(rows: readonly Row[], read: (row: Row) => number | null): number =>
  rows.reduce((largest, row) => Math.max(largest, read(row) ?? 0), 0)

export function intervalColumns(texts: GoroutineTexts, longestNs: number): TableColumn<TraceIntervalRow>[] {
  const { head, state, runtime } = texts
  return [
    instant('startNs', head('beginNs'), (row) => row.startNs),
    text('state', head('state'), (row) => state(row.state), { width: 96 }),
    ns('lengthNs', head('lengthNs'), (row) => (row.isLengthUnknown ? null : row.lengthNs), longestNs),
    text('reason', head('reason'), (row) => row.reason, { width: 176 }),
    text('place', head('place'), (row) => row.place, { isMono: true, about: 'tracePlace' }),
    text(
      'waker',
      head('waker'),
      (row) =>
        row.waker > 0
          ? `${row.wakerId} ${row.wakerPlace || row.wakerName}`
          : row.state === 'waiting' && !row.isOpen
            ? runtime
            : '',
      { isMono: true, about: 'traceWaker' },
    ),
    {
      ...count<TraceIntervalRow>('proc', 'P', (row) => row.proc ?? 0),
      width: 44,
      text: (row) => (row.proc === null ? '' : String(row.proc)),
      value: (row) => row.proc,
    },
    { ...ns<TraceIntervalRow>('stwNs', head('stwNs'), (row) => row.stwNs, longestNs, 'traceCauses'), showFrom: 1180 },
    { ...ns<TraceIntervalRow>('gcNs', head('gcNs'), (row) => row.gcNs, longestNs, 'traceCauses'), showFrom: 1180 },
    {
      ...ns<TraceIntervalRow>('fullNs', head('fullNs'), (row) => row.fullNs, longestNs, 'traceCauses'),
      isHidden: true,
    },
  ]
}

export function waitColumns(
  texts: GoroutineTexts,
  rows: readonly TraceGoroutineWait[],
): TableColumn<TraceGoroutineWait>[] {
  const { head } = texts
  const largest = most(rows, ({ totalNs }) => totalNs)
  return [
    text('reason', head('reason'), (row) => row.reason, { width: 176 }),
    text('place', head('place'), (row) => row.place, { isMono: true, about: 'tracePlace' }),
    count('count', head('count'), (row) => row.count),
    { ...ns<TraceGoroutineWait>('totalNs', head('totalNs'), (row) => row.totalNs, largest), isStrong: true },
    ns('maxNs', head('maxNs'), (row) => row.maxNs, largest),
    { ...ns<TraceGoroutineWait>('openNs', head('openNs'), (row) => row.openNs, largest, 'traceOpen'), isHidden: true },
  ]
}

export function syscallColumns(
  texts: GoroutineTexts,
  rows: readonly TraceGoroutineWait[],
): TableColumn<TraceGoroutineWait>[] {
  return waitColumns(texts, rows).filter(({ id }) => id !== 'reason')
}

type OwnRegion = TraceGoroutineDetail['regions'][number]
export function regionColumns(texts: GoroutineTexts, rows: readonly OwnRegion[]): TableColumn<OwnRegion>[] {
  const { head } = texts
  const largest = most(rows, ({ totalNs }) => totalNs)
  return [
    text('name', head('region'), (row) => row.name),
    count('count', head('count'), (row) => row.count),
    { ...ns<OwnRegion>('totalNs', head('totalNs'), (row) => row.totalNs, largest), isStrong: true },
    ns('maxNs', head('maxNs'), (row) => row.maxNs, largest),
    count('openCount', head('openCount'), (row) => row.openCount),
  ]
}

type OwnProc = TraceGoroutineDetail['procs'][number]
export function procColumns(texts: GoroutineTexts, rows: readonly OwnProc[]): TableColumn<OwnProc>[] {
  const { head } = texts
  const largest = most(rows, ({ runningNs }) => runningNs)
  return [
    text('number', head('procNumber'), (row) => String(row.number), { width: 90, value: (row) => row.number }),
    count('runs', head('runs'), (row) => row.runs),
    { ...ns<OwnProc>('runningNs', head('runningNs'), (row) => row.runningNs, largest), isStrong: true },
  ]
}

export function peerColumns(
  texts: GoroutineTexts,
  rows: readonly TraceGoroutinePeer[],
): TableColumn<TraceGoroutinePeer>[] {
  const { head, runtime, who } = texts
  return [
    text('who', who, (row) => (row.goroutine === 0 ? runtime : `${row.id} ${row.name}`), { isMono: true }),
    text('place', head('wakerPlace'), (row) => row.place, { isMono: true, about: 'traceWaker' }),
    count('count', head('count'), (row) => row.count),
    {
      ...ns<TraceGoroutinePeer>(
        'totalNs',
        head('totalNs'),
        (row) => row.totalNs,
        most(rows, ({ totalNs }) => totalNs),
      ),
      isStrong: true,
    },
  ]
}

type PathSum = TracePath['summary'][number]
export function pathSummaryColumns(texts: GoroutineTexts, rows: readonly PathSum[]): TableColumn<PathSum>[] {
  const { head, state, who, steps } = texts
  return [
    text('name', who, (row) => row.name, { isMono: true }),
    text('state', head('state'), (row) => state(row.state), { width: 100 }),
    text('reason', head('reason'), (row) => row.reason, { width: 176 }),
    count('steps', steps, (row) => row.steps),
    {
      ...ns<PathSum>(
        'totalNs',
        head('totalNs'),
        (row) => row.totalNs,
        most(rows, ({ totalNs }) => totalNs),
      ),
      isStrong: true,
    },
  ]
}

export function pathColumns(texts: GoroutineTexts, rows: readonly TracePathStep[]): TableColumn<TracePathStep>[] {
  const { head, state, depth, who } = texts
  return [
    instant('fromNs', head('beginNs'), (row) => row.fromNs),
    ns(
      'lengthNs',
      head('lengthNs'),
      (row) => row.toNs - row.fromNs,
      most(rows, ({ fromNs, toNs }) => toNs - fromNs),
    ),
    { ...count<TracePathStep>('depth', depth, (row) => row.depth), width: 60 },
    text('who', who, (row) => `${'\u2003'.repeat(Math.min(row.depth, 6))}${row.id} ${row.name}`, {
      isMono: true,
      value: (row) => row.id,
    }),
    text('state', head('state'), (row) => state(row.state), { width: 96 }),
    text('reason', head('reason'), (row) => row.reason, { width: 176 }),
    text('place', head('place'), (row) => row.place, { isMono: true }),
  ]
}

/** What its life went to, and the longest of each. */
export function goroutineFigures(
  of: TraceGoroutineRow,
  head: (column: string) => string,
  state: (state: string) => string,
): { term: string; text: string }[] {
  const share = (ns: number): string =>
    of.lifeNs > 0 ? `${formatDuration(ns)} · ${formatShare(ns / of.lifeNs, 1)}` : formatDuration(ns)
  const time = (column: keyof TraceGoroutineRow): { term: string; text: string } => ({
    term: head(column),
    text: formatDuration(Number(of[column])),
  })
  return [
    time('lifeNs'),
    { term: head('runningNs'), text: share(of.runningNs) },
    { term: head('runnableNs'), text: share(of.runnableNs) },
    { term: head('waitingNs'), text: share(of.waitingNs) },
    { term: head('syscallNs'), text: share(of.syscallNs) },
    ...(of.undeterminedNs > 0 ? [{ term: head('undeterminedNs'), text: share(of.undeterminedNs) }] : []),
    time('longestRunNs'),
    time('longestRunnableNs'),
    time('longestWaitNs'),
    time('runnableStwNs'),
    time('runnableGcNs'),
    time('runnableFullNs'),
    time('runnableOtherNs'),
    time('assistNs'),
    time('pausedNs'),
    { term: head('runs'), text: formatCount(of.runs) },
    { term: head('migrations'), text: formatCount(of.migrations) },
    { term: head('lastState'), text: [state(of.lastState), of.lastReason].filter(Boolean).join(', ') },
  ]
}
