// One goroutine of a trace: what it waited for, who ended that, whose waits it ended, where it ran.
import type {
  TraceGoroutineDetail,
  TraceGoroutinePeer,
  TraceGoroutineWait,
  TraceIntervalRow,
} from '../../../../shared/contract/traceCalls.ts'
import type { GoroutineColumn } from '../../../../shared/records/index.ts'
import { GoState, IntervalFlag, OPEN_ENDS, RangeKind } from '../../../../shared/records/index.ts'
import { roomFor } from '../../casefile/traceBlocks.ts'
import { livesOf, together } from './goroutineLives.ts'
import { readMarks } from './goroutineMarks.ts'
import { ALL, goroutineStates, heldStates, intervalRow, lifeIn } from './intervals.ts'
import type { Interval, Range } from './intervals.ts'
import type { TraceView } from './TraceView.ts'
import { traceTable } from './tables.ts'

/** Intervals looked through for those whose waits it ended: about a second. A block in which it ended none takes a fraction of one that is read. */
const SCANNED_ROWS = 8_000_000
const SHARE_OF_OTHERS = 1 / 8
const LIVES_PER_STEP = 500

/** Null: the trace tells nothing of it. In steps, as are all questions here that read many blocks. */
export function* goroutineDetail(view: TraceView, slot: number): Generator<void, TraceGoroutineDetail | null> {
  const goroutines = yield* view.readGoroutines()
  const row = (goroutines.rowOf[slot] ?? 0) - 1
  if (row < 0) return null
  // Its row names its labels and tasks.
  yield* readMarks(view)
  const waits = new Map<string, TraceGoroutineWait>()
  const syscalls = new Map<string, TraceGoroutineWait>()
  const wokenBy = new Map<string, TraceGoroutinePeer>()
  const procs = new Map<number, { number: number; runs: number; runningNs: number }>()
  const scheduling = { count: 0, totalNs: 0, maxNs: 0, stwNs: 0, gcNs: 0, fullNs: 0, otherNs: 0 }
  const add = (of: Interval): void => {
    const ns = of.endNs - of.startNs
    switch (of.state) {
      case GoState.waiting:
        addWait(view, waits, of)
        if ((of.flags & OPEN_ENDS) === 0) addPeer(view, wokenBy, of.waker, of.wakerStack, ns)
        break
      case GoState.syscall:
        if ((of.flags & IntervalFlag.LengthUnknown) === 0) addWait(view, syscalls, of)
        break
      case GoState.runnable:
        scheduling.count++
        scheduling.totalNs += ns
        scheduling.maxNs = Math.max(scheduling.maxNs, ns)
        scheduling.stwNs += of.stwNs
        scheduling.gcNs += of.gcNs
        scheduling.fullNs += of.fullNs
        break
      case GoState.running: {
        const number = view.procNumber(of.proc)
        if (number === null) break
        const proc = procs.get(number) ?? { number, runs: 0, runningNs: 0 }
        proc.runs++
        proc.runningNs += ns
        procs.set(number, proc)
        break
      }
    }
  }
  for (const states of goroutineStates(view, slot)) {
    states.forEach(add)
    yield
  }
  scheduling.otherNs = scheduling.totalNs - scheduling.stwNs - scheduling.gcNs - scheduling.fullNs
  const figure = (name: GoroutineColumn): number => goroutines.at(name, row)
  const table = traceTable(view, 'goroutines')
  const lives = livesOf(view, slot)
  let own = table.row(lives[0] ?? row)
  for (let life = 1; life < lives.length; life++) {
    own = together(own, table.row(lives[life] as number))
    if (life % LIVES_PER_STEP === 0) yield
  }
  return {
    row: own,
    lives: Math.max(1, lives.length),
    startFrames: view.frames(figure('startStack') || figure('seenStack')),
    createFrames: view.frames(figure('createStack')),
    waits: byTotal(waits),
    syscalls: byTotal(syscalls),
    wokenBy: byTotal(wokenBy),
    ...(yield* wakesOf(view, slot, own.firstNs, own.lastNs)),
    scheduling,
    regions: yield* regionsOf(view, slot),
    procs: [...procs.values()].sort((a, b) => b.runningNs - a.runningNs),
  }
}

const byTotal = <Row extends { totalNs: number; openNs?: number }>(rows: Map<string, Row>): Row[] =>
  [...rows.values()].sort((a, b) => b.totalNs - a.totalNs || (b.openNs ?? 0) - (a.openNs ?? 0))

function addWait(view: TraceView, waits: Map<string, TraceGoroutineWait>, of: Interval): void {
  const key = `${of.reason} ${of.stack}`
  let wait = waits.get(key)
  if (wait === undefined) {
    const reason = view.tables.strings[of.reason] ?? ''
    wait = { reason, place: view.place(of.stack), stack: of.stack, count: 0, totalNs: 0, maxNs: 0, openNs: 0 }
    waits.set(key, wait)
  }
  const ns = of.endNs - of.startNs
  if ((of.flags & OPEN_ENDS) !== 0) {
    wait.openNs += ns
    return
  }
  wait.count++
  wait.totalNs += ns
  wait.maxNs = Math.max(wait.maxNs, ns)
}

function addPeer(
  view: TraceView,
  peers: Map<string, TraceGoroutinePeer>,
  slot: number,
  stack: number,
  ns: number,
): void {
  const key = `${slot} ${stack}`
  let peer = peers.get(key)
  if (peer === undefined) {
    const name = slot === 0 ? 'runtime' : view.goroutineName(slot)
    peer = { goroutine: slot, id: view.goroutineId(slot), name, place: view.place(stack), count: 0, totalNs: 0 }
    peers.set(key, peer)
  }
  peer.count++
  peer.totalNs += ns
}

/** Waits of others that it ended, while it lived. */
function* wakesOf(
  view: TraceView,
  slot: number,
  firstNs: number,
  lastNs: number,
): Generator<void, Pick<TraceGoroutineDetail, 'wakes' | 'wakesUntilNs'>> {
  const peers = new Map<string, TraceGoroutinePeer>()
  let scanned = 0
  let untilNs: number | null = null
  const blocks = view.traces.blocks(view.sourceId, 'goroutines')
  const columns = roomFor('goroutines', blocks)
  for (const block of blocks) {
    const segment = view.segments.get(block.segment)
    if (!segment || segment.toNs < firstNs || segment.fromNs > lastNs) continue
    if (scanned >= SCANNED_ROWS) {
      untilNs = segment.fromNs
      break
    }
    yield
    const hasAny = view.traces.readWaitsEndedBy(slot, block, columns)
    scanned += hasAny ? block.rows : block.rows * SHARE_OF_OTHERS
    if (!hasAny) continue
    const { state, waker, wakerStack, goroutine, begin, end, flags } = columns
    for (let row = 0; row < block.rows; row++) {
      if (waker?.[row] !== slot || state?.[row] !== GoState.waiting) continue
      if (((flags?.[row] ?? 0) & (OPEN_ENDS | IntervalFlag.Continues)) !== 0) continue
      const ns = (end?.[row] as number) - (begin?.[row] as number)
      addPeer(view, peers, goroutine?.[row] as number, wakerStack?.[row] as number, ns)
    }
  }
  return { wakes: byTotal(peers), wakesUntilNs: untilNs }
}

function* regionsOf(view: TraceView, slot: number): Generator<void, TraceGoroutineDetail['regions']> {
  const regions = new Map<string, TraceGoroutineDetail['regions'][number]>()
  for (const { columns, rows } of view.scan('ranges', ['kind', 'goroutine', 'string', 'begin', 'end', 'flags'])) {
    const { kind, goroutine, string, begin, end, flags } = columns
    for (let row = 0; row < rows; row++) {
      if (goroutine?.[row] !== slot || kind?.[row] !== RangeKind.region) continue
      const name = view.tables.strings[string?.[row] ?? 0] ?? ''
      const region = regions.get(name) ?? { name, count: 0, totalNs: 0, maxNs: 0, openCount: 0 }
      regions.set(name, region)
      if (((flags?.[row] ?? 0) & OPEN_ENDS) !== 0) {
        region.openCount++
        continue
      }
      const ns = (end?.[row] as number) - (begin?.[row] as number)
      region.count++
      region.totalNs += ns
      region.maxNs = Math.max(region.maxNs, ns)
    }
    yield
  }
  return byTotal(regions)
}

/** States of a goroutine in a range, a page of them. */
export function* intervalPage(
  view: TraceView,
  slot: number,
  range: Range,
  { offset, limit }: { offset: number; limit: number },
): Generator<void, { rows: TraceIntervalRow[]; total: number }> {
  const held = heldStates(view, slot)
  if (held) {
    const [from, to] = held.places(range)
    const shown = held.slice(Math.min(to, from + offset), Math.min(to, from + offset + limit))
    return { rows: shown.map((of) => intervalRow(view, of)), total: to - from }
  }
  const rows: TraceIntervalRow[] = []
  let total = 0
  const life = lifeIn(view, slot)
  const isWhole = range.fromNs <= life.fromNs && life.toNs <= range.toNs
  for (const states of goroutineStates(view, slot, isWhole ? ALL : range)) {
    for (const of of states.slice(Math.max(0, offset - total), Math.max(0, offset + limit - total)))
      rows.push(intervalRow(view, of))
    total += states.length
    yield
  }
  return { rows, total }
}
