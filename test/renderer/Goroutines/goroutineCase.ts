// A case with three dumps of one process, one crash of another, and a goroutine profile, in invented figures.
import type {
  GoroutineDetail,
  GoroutineFrame,
  GoroutineGroupRow,
  GoroutineLockRow,
  GoroutineRow,
  GoroutineSnapshot,
  StuckGroup,
} from '../../../shared/contract/caseCalls.ts'
import type { CaseAnswers } from '../fakeBridge.ts'
import { sourceId } from '../fakeCase.ts'

const START = Date.UTC(2026, 10, 21, 3, 40, 0)

export const frame = (functionName: string, file = '/src/shop/notify.go', line = 58): GoroutineFrame => ({
  functionName,
  file,
  line,
  isInlined: false,
})

export function snapshot(id: number, goroutines: number, more: Partial<GoroutineSnapshot> = {}): GoroutineSnapshot {
  return {
    sourceId: sourceId(id),
    dump: 1,
    name: `goroutines-${id}.txt`,
    path: `incident/goroutines-${id}.txt`,
    cause: 'debug2',
    message: null,
    culpritId: null,
    crash: null,
    goroutines,
    hasIds: true,
    atMs: START + id * 60_000,
    errorMs: 1000,
    goVersions: 'go1.24+',
    program: 'example.com/shop',
    lines: { from: 1, to: 900 },
    seriesId: 'shop',
    ...more,
  }
}

export const snapshots = [
  snapshot(11, 70),
  snapshot(12, 180),
  snapshot(13, 413),
  snapshot(14, 9, {
    seriesId: 'crash',
    cause: 'fatal',
    message: 'concurrent map writes',
    culpritId: 7,
    program: 'example.com/other',
    crash: { panics: [], signal: null, details: [], registers: {}, runtimeStack: null, repeats: 1 },
  }),
  snapshot(15, 415, { dump: null, cause: 'profile', hasIds: false, lines: null, seriesId: 'counts' }),
]
const enqueue = frame('example.com/shop/internal/notify.(*Notifier).enqueue')
export const group = (
  row: number | null,
  goroutines: number,
  name = `example.com/shop.f${row}`,
): GoroutineGroupRow => ({
  group: row,
  goroutines,
  baseGoroutines: null,
  statuses: [
    { text: 'chan send', state: 'waiting', reason: 'chan send', isLeaked: false, goroutines: goroutines - 1 },
    { text: 'running', state: 'running', reason: null, isLeaked: false, goroutines: 1 },
  ],
  wait: { known: goroutines, medianMinutes: 2, p90Minutes: 3, maxMinutes: 7 },
  place: frame(name),
  frames: [frame('runtime.chansend1', '/go/src/runtime/chan.go', 161), frame(name)],
  elidedFrames: null,
  creator: frame('example.com/shop/internal/notify.(*Notifier).Send', '/src/shop/notify.go', 34),
  labels: [{ key: 'tenant', value: 'acme', goroutines: 3 }],
  lockedToThread: 0,
  ids: [1001],
})
export const groups = [
  group(4, 372, enqueue.functionName),
  group(9, 40),
  { ...group(null, 1, 'main.gone'), goroutines: 0 },
]
const member = (id: number): GoroutineRow => ({
  row: id - 1000,
  id,
  goroutines: 1,
  status: 'chan send',
  state: 'waiting',
  waitMinutes: 7,
  isLockedToThread: false,
  place: enqueue,
  creator: groups[0]?.creator ?? null,
  creatorId: 91,
  labels: [],
  line: 300 + (id - 1000) * 6,
})
export const detail = (id: number): GoroutineDetail => ({
  ...member(id),
  frames: groups[0]?.frames ?? [],
  elidedFrames: null,
  isStackUnavailable: false,
  isDamaged: false,
  bubble: null,
  thread: null,
  lock: { kind: 'chanSend', address: '0xc0000a6000', isStale: true },
  startedIds: [2001, 2002],
  ancestors: [],
  history: [
    { snapshot: 1, status: 'chan send', waitMinutes: 2, place: enqueue, isSame: true },
    { snapshot: 2, status: 'chan send', waitMinutes: 7, place: enqueue, isSame: true },
  ],
})
export const stuck: StuckGroup = {
  goroutines: 35,
  firstSet: 0,
  minMinutes: 3,
  status: 'chan send',
  place: enqueue,
  frames: [enqueue],
  creator: null,
  ids: [1001, 1002],
}
export const lock: GoroutineLockRow = {
  address: '0xc000124000',
  addressOf: 'lock',
  kind: 'rwMutexWrite',
  waiters: 13,
  receivers: 0,
  senders: 0,
  readers: 12,
  writers: 1,
  maxWaitMinutes: 2,
  isStale: false,
  statuses: [],
  places: [{ functionName: 'main.(*store).get', goroutines: 13 }],
  ids: [52, 53],
  holders: [
    {
      id: 31,
      status: 'chan receive',
      waitMinutes: 2,
      place: frame('main.(*store).save'),
      reason: 'calledWithLock',
      isStale: false,
      likelihood: 'likely',
    },
  ],
  pendingWriters: [60],
}

export const answers: CaseAnswers = {
  'goroutines.snapshots': () => ({
    snapshots,
    series: [
      { id: 'shop', lifeId: null, program: 'example.com/shop', isOrderedByTime: true, snapshots: [0, 1, 2] },
      { id: 'crash', lifeId: null, program: 'example.com/other', isOrderedByTime: true, snapshots: [3] },
      { id: 'counts', lifeId: null, program: 'example.com/shop', isOrderedByTime: true, snapshots: [4] },
    ],
  }),
  'goroutines.groups': ({ base }) => ({
    rows: base === null ? groups.slice(0, 2) : groups.map((row) => ({ ...row, baseGoroutines: 35 })),
    matching: base === null ? 2 : 3,
    goroutines: 413,
    baseGoroutines: base === null ? null : 70,
    statuses: groups[0]?.statuses ?? [],
    common: base === null ? null : 32,
  }),
  'goroutines.group': ({ row }) => groups.find((entry) => entry.group === row) ?? null,
  'goroutines.page': ({ offset, limit }) => ({
    rows: Array.from({ length: Math.min(limit, 372 - offset) }, (_, index) => member(1001 + offset + index)),
    total: 372,
  }),
  'goroutines.get': ({ of }) => ('id' in of && of.id >= 1001 && of.id <= 1372 ? detail(of.id) : null),
  'goroutines.labels': () => [{ key: 'tenant', value: 'acme', goroutines: 3 }],
  'goroutines.overTime': () => ({
    moments: snapshots
      .slice(0, 3)
      .map(({ sourceId: id, dump, atMs, goroutines }) => ({ sourceId: id, dump, atMs, goroutines })),
    rows: [
      {
        place: enqueue,
        frames: [enqueue],
        creator: null,
        counts: [35, 140, 372],
        delta: 337,
        isMonotonic: true,
        perMinute: { value: 168.5, low: 105, high: 232 },
      },
    ],
    stillThere: [30, 25],
  }),
  'goroutines.stuck': () => ({
    moments: snapshots.slice(0, 3).map(({ sourceId: id, dump }) => ({ sourceId: id, dump })),
    groups: [stuck],
  }),
  'goroutines.locks': () => [lock],
  'goroutines.sites': () => [
    {
      site: frame('example.com/shop/internal/notify.(*Notifier).Send'),
      goroutines: 372,
      statuses: groups[0]?.statuses ?? [],
      creators: 24,
    },
    { site: null, goroutines: 1, statuses: [], creators: 0 },
  ],
}
