import type { Remedy } from '../../../../../shared/records/index.ts'
import type { GoroutineLockRow, LockHolder } from '../../../../../shared/contract/caseCalls.ts'
import { lockGroups } from '../../../analysis/index.ts'
import { clear, defineRule, found } from '../../rule.ts'
import type { CaseFacts, EvidenceDraft, FindingDraft, MomentFacts } from '../../rule.ts'
import {
  frameText,
  goroutinesText,
  idsText,
  lastMoments,
  momentAnchor,
  momentName,
  momentRange,
  noDumps,
  rowEvidence,
} from '../../goroutines.ts'
import { formatCount, listed, localText, shortName } from '../../words.ts'
import type { LocalText } from '../../words.ts'
import { LOCK_REMEDY, READ_ONCE_REMEDY, UNLOCK_REMEDY } from './remedies.ts'

const MAX_FINDINGS = 3

/** Kinds that somebody holds while others wait. A bare semaphore is a Mutex or RWMutex of Go up to 1.19, or a WaitGroup. */
const NAMES: Partial<Record<GoroutineLockRow['kind'], LocalText>> = {
  mutex: localText('Mutex', 'Mutex'),
  rwMutexRead: localText('RWMutex', 'RWMutex'),
  rwMutexWrite: localText('RWMutex', 'RWMutex'),
}

/**
 * A dump shows who waits for a lock, by the address that the frames of Lock were called with. It never shows who holds it: the
 * runtime keeps no owner. A goroutine that was called with the same lock or the value around it and does not wait for it is the
 * best guess there is, and is said to be one.
 */
export const lockWaiters = defineRule({
  id: 'goroutines/lock-waiters',
  version: 1,
  title: localText('Many goroutines wait for one lock', '大量 goroutine 等待同一把锁'),
  goVersions: 'go1.5+',
  limits: {
    minWaiters: { title: localText('Waiters, warning', '等待者，警告'), unit: 'count', value: 10 },
    criticalWaiters: { title: localText('Waiters, critical', '等待者，严重'), unit: 'count', value: 200 },
  },

  evaluate(facts, limits) {
    const moments = lastMoments(facts)
    if (moments.length === 0) return noDumps(facts)
    const measured = moments.map((moment) => ({
      moment,
      locks: judgedLocks(lockGroups(moment.set()).filter(({ kind }) => NAMES[kind] !== undefined)),
    }))
    const findings = measured.flatMap(({ moment, locks }) =>
      locks
        .filter(({ waiters }) => waiters >= Math.max(2, limits.minWaiters))
        .slice(0, MAX_FINDINGS)
        .map((lock) => finding(facts, moment, lock, limits)),
    )
    if (findings.length > 0) return found(findings)
    return clear(
      listed(
        measured.map(({ moment, locks }) => {
          const name = momentName(moment, facts)
          const most = formatCount(locks[0]?.waiters ?? 0)
          return localText(
            `${name.en}: at most ${most} goroutines wait for one lock`,
            `${name['zh-CN']}：等待同一把锁的 goroutine 最多 ${most} 个`,
          )
        }),
      ),
    )
  },
})

/**
 * Locks by address, where addresses can be told. Arguments that live in registers are printed from what the stack slot last held,
 * marked `?`, and then differ from waiter to waiter: such waiters are counted together by the place where they wait.
 */
function judgedLocks(locks: readonly GoroutineLockRow[]): GoroutineLockRow[] {
  const sure = locks.filter(({ address, isStale }) => address !== null && !isStale)
  const unsure = locks.filter(({ address, isStale }) => address === null || isStale)
  const writers = locks.flatMap((row) => (row.kind === 'rwMutexWrite' ? row.ids : row.pendingWriters))
  const byPlace = Map.groupBy(unsure, ({ places }) => places[0]?.functionName ?? '')
  const others = [...byPlace.values()].flatMap((rows) => {
    const most = rows.reduce((best, next) => (next.waiters > best.waiters ? next : best))
    const waiters = rows.reduce((sum, row) => sum + row.waiters, 0)
    return most.address !== null && 2 * most.waiters >= waiters
      ? rows.filter(({ address }) => address !== null)
      : [together(rows, most, waiters, writers)]
  })
  return [...sure, ...others].sort((a, b) => b.waiters - a.waiters)
}

/** `writers`: who waits to write anywhere, of which some may wait for what the readers here wait for. */
function together(
  rows: readonly GoroutineLockRow[],
  most: GoroutineLockRow,
  waiters: number,
  writers: readonly number[],
): GoroutineLockRow {
  const places = new Map<string, number>()
  for (const { functionName, goroutines } of rows.flatMap((row) => row.places))
    places.set(functionName, (places.get(functionName) ?? 0) + goroutines)
  return {
    ...most,
    address: null,
    waiters,
    readers: rows.reduce((sum, row) => sum + row.readers, 0),
    writers: rows.reduce((sum, row) => sum + row.writers, 0),
    maxWaitMinutes: Math.max(...rows.map((row) => row.maxWaitMinutes)),
    isStale: true,
    places: [...places]
      .sort(([, a], [, b]) => b - a)
      .map(([functionName, goroutines]) => ({ functionName, goroutines })),
    ids: rows.flatMap(({ ids }) => ids),
    holders: [],
    pendingWriters: rows.some(({ readers }) => readers > 0) ? [...writers] : [],
  }
}

function finding(
  facts: CaseFacts,
  moment: MomentFacts,
  lock: GoroutineLockRow,
  limits: { minWaiters: number; criticalWaiters: number },
): FindingDraft {
  const name = momentName(moment, facts)
  const kind = NAMES[lock.kind] ?? localText('lock', '锁')
  const { address } = lock
  const isValue = lock.addressOf === 'value'
  const place = lock.places[0]?.functionName ?? ''
  const where = shortName(place)
  const waiters = goroutinesText(lock.waiters)
  const holder = holderText(lock)
  const wait = waitText(lock.maxWaitMinutes)
  return {
    // Addresses differ from run to run; the place and its rank do not.
    anchor: momentAnchor(moment, place),
    severity: lock.waiters >= limits.criticalWaiters ? 'critical' : 'warning',
    likelihood: lock.isStale ? 'likely' : isValue ? 'veryLikely' : 'certain',
    confidence: lock.isStale ? 'low' : isValue ? 'medium' : 'high',
    confidenceReason: address === null ? BY_PLACE : lock.isStale ? STALE : isValue ? BY_VALUE : BY_LOCK,
    ...(address === null && {
      title: localText('Many goroutines wait for locks in one place', '大量 goroutine 在同一处等待锁'),
    }),
    claim:
      address === null
        ? claimByPlace(lock, kind, where)
        : localText(
            `${waiters.en} wait for ${isValue ? `the ${kind.en} of the value` : `the ${kind.en}`} at ${address}, most of them in ${where}.`,
            `${waiters['zh-CN']} 等待地址 ${address} ${isValue ? '处的值所含的' : '的'} ${kind['zh-CN']}，多数位于 ${where}。`,
          ),
    summary:
      address === null
        ? summaryByPlace(lock, kind, name)
        : localText(
            `In ${name.en} ${waiters.en} wait for one ${kind.en} (${isValue ? 'in the value at' : 'address'} ${address})${wait.en}: ${placesText(lock).en}. ${rwText(lock).en}${holder.en}`,
            `在 ${name['zh-CN']} 中，${waiters['zh-CN']} 等待同一个 ${kind['zh-CN']}（${isValue ? '位于地址处的值' : '地址'} ${address}）${wait['zh-CN']}：${placesText(lock)['zh-CN']}。${rwText(lock)['zh-CN']}${holder['zh-CN']}`,
          ),
    figures: [
      {
        name: localText('Goroutines that wait', '等待的 goroutine'),
        value: lock.waiters,
        limit: limits.minWaiters,
        unit: 'count',
        isMain: true,
      },
      ...(lock.maxWaitMinutes > 0
        ? [
            {
              name: localText('Longest wait, at least', '最长等待，至少'),
              value: lock.maxWaitMinutes * 60e9,
              unit: 'ns' as const,
            },
          ]
        : []),
    ],
    evidence: evidence(moment, lock, name),
    refutation: [
      localText(
        'The next dump shows none of these goroutines waiting there: the lock is only busy, not held for long. Open: take two more dumps seconds apart.',
        '下一份转储中这些 goroutine 都不再等待：锁只是繁忙，并未被长期占用。待定：隔几秒再采两份转储。',
      ),
      localText(
        'A mutex profile shows little delay at this place. Open: compare with one.',
        '互斥锁剖析显示此处延迟很小。待定：对照一份剖析。',
      ),
    ],
    remedies: [
      ...(lock.readers > 0 && lock.pendingWriters.length > 0 ? [READ_ONCE_REMEDY] : []),
      ...(isLeft(lock) ? [UNLOCK_REMEDY, LOCK_REMEDY] : [LOCK_REMEDY, MEASURE_REMEDY]),
    ],
    range: momentRange(moment),
    functions: lock.places.map(({ functionName }) => functionName),
    subject: name,
  }
}

/**
 * For minutes nobody gave it away, and nobody who lives was called with it: whoever locked it may have returned or panicked
 * without unlocking. A mutex profile has nothing of such a lock, since it counts when it is given away.
 */
const isLeft = ({ holders, maxWaitMinutes, isStale }: GoroutineLockRow): boolean =>
  holders.length === 0 && maxWaitMinutes > 0 && !isStale

const MEASURE_REMEDY: Remedy = {
  title: localText('Measure who holds it', '测量是谁在持有'),
  text: localText(
    'The mutex profile charges the time others waited to the goroutine that unlocked: its stacks are the holders.',
    '互斥锁剖析把他人等待的时间记在解锁的 goroutine 上：其中的栈就是持有者。',
  ),
  code: {
    language: 'go',
    text: 'runtime.SetMutexProfileFraction(100) // then: curl -s -o mutex.pb.gz http://localhost:6060/debug/pprof/mutex',
  },
}

const BY_LOCK = localText(
  'The waiters are counted by the address that Lock was called with, which the dump prints. Who holds the lock it does not print: the runtime keeps no owner.',
  '等待者按转储中 Lock 调用的地址计数。谁持有锁，转储并不写明：运行时不记录持有者。',
)
const BY_VALUE = localText(
  'The address of the lock is not printed; the waiters are counted by the value whose methods they are in. A value with several locks of this kind would be counted as one. Who holds a lock a dump never prints.',
  '转储没有打印锁的地址；等待者按其方法所属的值计数。若该值含有多把同类锁，会被算作一把。持有者是转储从不打印的。',
)
const BY_PLACE = localText(
  'The dump prints no usable address of the lock, so waiters are counted by the place where they wait: it may be one lock or several.',
  '转储没有打印可用的锁地址，因此按等待位置计数：可能是一把锁，也可能是多把。',
)
const STALE = localText(
  'The runtime marks the addresses with a question mark: they may be left over from another call, so waiters of different locks may be counted together.',
  '运行时给这些地址标了问号：可能是其他调用留下的旧值，因此等待不同锁的 goroutine 可能被算在一起。',
)

const article = (kind: string): string => `${kind.startsWith('R') ? 'an' : 'a'} ${kind}`
const claimByPlace = (lock: GoroutineLockRow, kind: LocalText, where: string): LocalText => {
  const waiters = goroutinesText(lock.waiters)
  return localText(
    `${waiters.en} wait for ${article(kind.en)} in ${where}.`,
    `${waiters['zh-CN']} 在 ${where} 中等待 ${kind['zh-CN']}。`,
  )
}
const summaryByPlace = (lock: GoroutineLockRow, kind: LocalText, name: LocalText): LocalText => {
  const [waiters, wait, places, rw] = [
    goroutinesText(lock.waiters),
    waitText(lock.maxWaitMinutes),
    placesText(lock),
    rwText(lock),
  ]
  return localText(
    `In ${name.en} ${waiters.en} wait for ${article(kind.en)}${wait.en}: ${places.en}. ${rw.en}The addresses in the dump are left-overs of other calls, so whether it is one lock, and who may hold it, the dump does not tell.`,
    `在 ${name['zh-CN']} 中，${waiters['zh-CN']} 等待 ${kind['zh-CN']}${wait['zh-CN']}：${places['zh-CN']}。${rw['zh-CN']}转储中的地址是其他调用留下的旧值，因此无法看出是否为同一把锁、由谁持有。`,
  )
}

const waitText = (minutes: number): LocalText =>
  minutes === 0
    ? localText('', '')
    : localText(`, the longest for at least ${minutes} min`, `，最长的至少已等 ${minutes} 分钟`)

const placesText = ({ places }: GoroutineLockRow): LocalText =>
  listed(
    places.slice(0, 3).map(({ functionName, goroutines }) => {
      const count = formatCount(goroutines)
      return localText(`${count} in ${shortName(functionName)}`, `${shortName(functionName)} ${count} 个`)
    }),
  )

/** What readers and writers of an RWMutex say by themselves. */
function rwText({ readers, writers, pendingWriters }: GoroutineLockRow): LocalText {
  if (readers === 0 && writers === 0) return localText('', '')
  const counts = { readers: formatCount(readers), writers: formatCount(writers) }
  const pending =
    pendingWriters.length === 0
      ? localText('', '')
      : localText(
          ' A writer that waits makes every later reader wait, so readers can pile up behind it though only readers hold the lock.',
          '正在等待的写者会让之后的读者都排在其后，因此即使持锁的只有读者，读者也会堆积。',
        )
  return localText(
    `${counts.readers} of them want to read, ${counts.writers} to write.${pending.en} `,
    `其中 ${counts.readers} 个要读，${counts.writers} 个要写。${pending['zh-CN']}`,
  )
}

function holderText(lock: GoroutineLockRow): LocalText {
  const [first, ...others] = lock.holders
  if (!first) {
    return localText(
      `No other goroutine of the dump was called with this lock or the value around it, so nothing points to the holder.${isLeft(lock) ? ' After minutes of waiting that leaves a goroutine that the dump does not tell by its arguments, or one that has ended without unlocking: it returned early, or a panic was recovered.' : ''}`,
      `转储中没有其他 goroutine 以此锁或其所在的值为参数，因此看不出持有者。${isLeft(lock) ? '等待已达数分钟，只剩两种可能：某个无法由参数辨认的 goroutine 仍持有它，或持有者已结束而未解锁（提前返回，或 panic 被恢复）。' : ''}`,
    )
  }
  if (first.likelihood === 'likely') {
    return localText(
      `Likely holder: ${holderName(first).en}, the only other goroutine ${reasonText(first).en}.`,
      `可能的持有者：${holderName(first)['zh-CN']}，它是唯一${reasonText(first)['zh-CN']}的其他 goroutine。`,
    )
  }
  const names = listed([first, ...others].slice(0, 3).map(holderName))
  return localText(
    `Any of these may hold it, being called with the same value: ${names.en}. Nothing in the dump tells which, or whether it is one of them.`,
    `下列 goroutine 以同一个值为参数，都可能持有它：${names['zh-CN']}。转储无法说明是哪一个，或是否在其中。`,
  )
}

function holderName({ id, status, place }: LockHolder): LocalText {
  const where = frameText(place)
  return localText(`goroutine ${id} (${status}) in ${where.en}`, `goroutine ${id}（${status}），位于 ${where['zh-CN']}`)
}

const reasonText = ({ reason }: LockHolder): LocalText =>
  reason === 'calledWithLock'
    ? localText('that was called with the lock itself', '以这把锁本身为参数')
    : localText('that was called with the value around the lock', '以锁所在的值为参数')

function evidence(moment: MomentFacts, lock: GoroutineLockRow, name: LocalText): EvidenceDraft[] {
  const set = moment.set()
  const rowOf = (id: number): number => set.rows.id.subarray(0, set.rows.length).indexOf(id)
  const [waiter] = lock.ids
  const ids = idsText(lock.ids.slice(0, 4), lock.waiters)
  const cited: EvidenceDraft[] = []
  if (waiter !== undefined && rowOf(waiter) >= 0) {
    const shows = localText(`${name.en}: waiters, ${ids.en}`, `${name['zh-CN']}：等待者，${ids['zh-CN']}`)
    cited.push(rowEvidence(moment, set, rowOf(waiter), shows))
  }
  for (const holder of lock.holders.slice(0, 2)) {
    const row = rowOf(holder.id)
    const text = holderName(holder)
    const shows = localText(`May hold it: ${text.en}`, `可能持有：${text['zh-CN']}`)
    if (row >= 0) cited.push(rowEvidence(moment, set, row, shows))
  }
  return cited
}
