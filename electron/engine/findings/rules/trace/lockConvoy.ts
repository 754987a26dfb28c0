import { clearTrace, foundInTrace, meanOver, most, placeText, traceRule, ofRow } from '../../traces.ts'
import { formatCount, formatDuration, formatShare, localText } from '../../words.ts'

const MUTEX = /^(sync|internal\/sync)\.\(\*(RW)?Mutex\)\./

/** One lock at which goroutines queue all the time. */
export const lockConvoy = traceRule({
  id: 'trace/lock-convoy',
  title: localText('Goroutines queue at one lock', 'goroutine 在同一把锁前排队'),
  goVersions: 'go1.11+',
  limits: {
    waiting: {
      title: localText('Goroutines waiting at it, mean', '在此等待的 goroutine，均值'),
      unit: 'count',
      value: 1,
    },
    minCount: { title: localText('Waits, at least', '等待次数，至少'), unit: 'count', value: 100 },
  },

  judge(trace, limits) {
    const waits = trace
      .table('waits')
      .filter(
        (row) => row.class === 'sync' && row.count > 0 && trace.frames(row.stack).some((name) => MUTEX.test(name)),
      )
    const [worst] = most(waits, ({ totalNs }) => totalNs, 1)
    const waiting = meanOver(worst?.totalNs ?? 0, trace)
    if (worst === undefined || waiting < limits.waiting || worst.count < limits.minCount) {
      const total = formatDuration(waits.reduce((sum, { totalNs }) => sum + totalNs, 0))
      return clearTrace(localText(`goroutines waited ${total} for locks together`, `goroutine 等锁合计 ${total}`))
    }
    const place = placeText(worst.place)
    const [count, total] = [formatCount(worst.count), formatDuration(worst.totalNs)]
    const holder = worst.waker
    return foundInTrace({
      severity: waiting >= 4 * limits.waiting ? 'critical' : 'warning',
      likelihood: 'veryLikely',
      confidence: 'high',
      claim: localText(
        `${waiting.toFixed(1)} goroutines on average wait for the lock taken in ${place.en}.`,
        `平均有 ${waiting.toFixed(1)} 个 goroutine 在等待 ${place['zh-CN']} 中获取的锁。`,
      ),
      summary: localText(
        `At one place, ${place.en}, goroutines waited ${count} times for a lock, ${total} together; half of the waits took up to ${formatDuration(worst.p50Ns ?? 0)}, the longest ${formatDuration(worst.maxNs ?? 0)}.${holder === '' ? '' : ` ${formatShare(worst.wakerShare ?? 0)} of that time was ended from ${holder}, which gave the lock away.`} The trace shows who waited and who ended the wait, not how long the lock was held.`,
        `在 ${place['zh-CN']} 一处，goroutine 等锁 ${count} 次，合计 ${total}；半数等待不超过 ${formatDuration(worst.p50Ns ?? 0)}，最长 ${formatDuration(worst.maxNs ?? 0)}。${holder === '' ? '' : `其中 ${formatShare(worst.wakerShare ?? 0)} 的时间由 ${holder} 释放锁而结束。`}跟踪显示谁在等、谁结束了等待，但不显示锁被持有多久。`,
      ),
      figures: [
        {
          name: localText('Goroutines waiting, mean', '等待的 goroutine，均值'),
          value: waiting,
          limit: limits.waiting,
          unit: 'count',
          isMain: true,
        },
        { name: localText('Waits', '等待次数'), value: worst.count, limit: limits.minCount, unit: 'count' },
        { name: localText('Longest wait', '最长等待'), value: Math.round(worst.maxNs ?? 0), unit: 'ns' },
      ],
      shows: most(waits, ({ totalNs }) => totalNs, 3).map((row) =>
        ofRow(
          'waits',
          row,
          localText(
            `${formatCount(row.count)} waits for a lock, ${formatDuration(row.totalNs)}, in ${placeText(row.place).en}`,
            `${formatCount(row.count)} 次等锁，${formatDuration(row.totalNs)}，位于 ${placeText(row.place)['zh-CN']}`,
          ),
        ),
      ),
      refutation: [
        localText(
          'The goroutines that wait are workers of a pool that take turns at the lock by design, and throughput is what it should be.',
          '等待者是按设计轮流使用该锁的工作池，且吞吐量符合预期。',
        ),
      ],
      remedies: [
        {
          title: localText('Hold the lock shorter, or split it', '缩短持锁时间，或拆分锁'),
          text: localText(
            'Take what is slow (I/O, encoding, allocation) out of the critical section; split the data by key so that requests seldom meet; let readers of what rarely changes use an atomic pointer.',
            '将慢操作（I/O、编码、分配）移出临界区；按键拆分数据使请求很少相遇；读多写少的数据改用原子指针。',
          ),
          code: {
            language: 'go',
            text: 'type shard struct {\n\tmu sync.Mutex\n\tm  map[string]Item\n}\n\nfunc (s *Store) shard(key string) *shard {\n\treturn &s.shards[maphash.String(s.seed, key)%uint64(len(s.shards))]\n}',
          },
        },
      ],
      functions: [worst.place, holder === 'runtime' ? '' : holder],
    })
  },
})
