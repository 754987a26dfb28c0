import { GC_TRIGGERS } from '../../../../../shared/records/index.ts'
import { clear, defineRule, found, type FindingDraft, type LifeFacts } from '../../rule.ts'
import { allRows, cycleEvidence, cyclesEvidence, lifeAnchor, noLives, round, rowsRange } from '../../lives.ts'
import { formatBytes, formatCount, formatShare, lifeName, listed, localText } from '../../words.ts'

/** Cycles cited one by one. */
const CITED = 4

/**
 * `(forced)` marks a cycle that a call asked for: runtime.GC, debug.FreeOSMemory, a heap profile with ?gc=1. The line
 * `GC forced` is something else (the two-minute timer) and does not count here.
 */
export const forcedCollections = defineRule({
  id: 'gc/forced-collections',
  version: 1,
  title: localText('Garbage collections were forced by a call', '有垃圾回收由调用强制触发'),
  goVersions: 'go1.5+',
  limits: {
    minForced: { title: localText('Forced cycles, at least', '强制周期，至少'), unit: 'count', value: 1 },
    warnShare: { title: localText('Share of all cycles, warning', '占全部周期，警告'), unit: 'share', value: 0.2 },
  },

  evaluate(facts, limits) {
    const lives = facts.lives.filter(({ cycles }) => cycles.length > 0)
    if (lives.length === 0) return noLives(facts, 1, 0)
    const measured = lives.map((life) => ({ life, forced: forcedRows(life) }))
    const some = measured.filter(({ forced }) => forced.length >= Math.max(1, limits.minForced))
    if (some.length > 0) return found(some.map(({ life, forced }) => finding(life, forced, facts.lives, limits)))
    return clear(
      listed(
        measured.map(({ life, forced }) => {
          const name = lifeName(life, facts.lives)
          const [count, all] = [formatCount(forced.length), formatCount(life.cycles.length)]
          return localText(
            `${name.en}: ${count} of ${all} cycles forced`,
            `${name['zh-CN']}：${all} 个周期中 ${count} 个为强制`,
          )
        }),
      ),
    )
  },
})

/** Forced cycles without those that look for leaked goroutines: these belong to a profile somebody took. */
function forcedRows({ cycles }: LifeFacts): number[] {
  const forced = GC_TRIGGERS.indexOf('forced')
  return Array.from({ length: cycles.length }, (_, row) => row).filter(
    (row) => cycles.trigger[row] === forced && cycles.isLeakCheck[row] === 0,
  )
}

function finding(
  facts: LifeFacts,
  forced: number[],
  lives: readonly LifeFacts[],
  limits: { warnShare: number },
): FindingDraft {
  const { cycles } = facts
  const name = lifeName(facts, lives)
  const share = forced.length / cycles.length
  const isOften = forced.length >= 5 && share >= limits.warnShare
  const numbers = forced.slice(0, 8).map((row) => formatCount(cycles.number[row] as number))
  const more = forced.length > numbers.length ? ' …' : ''
  const live = (row: number): number => cycles.liveHeapBytes[row] as number
  // What the call freed beyond an ordinary cycle: the live heap it left against the one the cycle before had found.
  const effects = forced.filter((row) => row > 0).map((row) => live(row - 1) - live(row))
  const best = effects.length > 0 ? Math.max(...effects) : 0
  const level = live(forced[0] as number)
  const helped = best > 0.1 * level
  const list = numbers.join(', ') + more
  const listZh = numbers.join('、') + more
  const count = formatCount(forced.length)
  const cited = forced.slice(0, CITED)
  return {
    anchor: lifeAnchor(facts),
    severity: isOften ? 'warning' : 'notice',
    likelihood: 'veryLikely',
    confidence: 'high',
    confidenceReason: localText(
      'The runtime marks such cycles itself. It does not say who called: runtime.GC, debug.FreeOSMemory and a heap profile with ?gc=1 look alike; and a call that meets a running cycle may mark its neighbour.',
      '此类周期由运行时自行标注，但不说明调用者：runtime.GC、debug.FreeOSMemory 与带 ?gc=1 的堆剖析看起来一样；调用遇到正在进行的周期时，标注可能落在相邻周期上。',
    ),
    claim: localText(
      `${count} of ${formatCount(cycles.length)} GC cycles ${forced.length === 1 ? 'was' : 'were'} forced by a call (${forced.length === 1 ? 'cycle' : 'cycles'} ${list}).`,
      `${formatCount(cycles.length)} 个 GC 周期中有 ${count} 个由调用强制触发（周期 ${listZh}）。`,
    ),
    summary: localText(
      `In ${name.en} ${count} of ${formatCount(cycles.length)} cycles (${formatShare(share)}) carry the mark (forced), which the runtime sets for runtime.GC, debug.FreeOSMemory and what uses them: ${forced.length === 1 ? 'cycle' : 'cycles'} ${list}. ${helped ? `At best such a cycle left the live heap ${formatBytes(best)} lower than the one before` : `None of them left the live heap clearly lower than the cycle before (at best by ${formatBytes(Math.max(0, best))} of ${formatBytes(level)})`}: a forced cycle frees only what the next ordinary one would have freed, so what is still reachable stays. The caller of runtime.GC waits until the cycle and its sweep are done.`,
      `在 ${name['zh-CN']} 中，${formatCount(cycles.length)} 个周期中有 ${count} 个（${formatShare(share)}）带有 (forced) 标记，由 runtime.GC、debug.FreeOSMemory 及其使用者引发：周期 ${listZh}。${helped ? `效果最好的一次使存活堆比前一周期低 ${formatBytes(best)}` : `没有一次使存活堆明显低于前一周期（最多 ${formatBytes(Math.max(0, best))}，当时为 ${formatBytes(level)}）`}：强制周期只能释放下一个普通周期本来也会释放的内存，仍可到达的内存不会减少。runtime.GC 的调用者要一直等到该周期及其清扫完成。`,
    ),
    figures: [
      { name: localText('Forced cycles', '强制周期'), value: forced.length, limit: 1, unit: 'count', isMain: true },
      {
        name: localText('Share of all cycles', '占全部周期'),
        value: round(share, 5),
        limit: limits.warnShare,
        unit: 'share',
      },
      {
        name: localText('Largest fall of live heap by one', '单次使存活堆下降的最大值'),
        value: Math.max(0, best),
        unit: 'bytes',
      },
    ],
    evidence: [
      ...cited.map((row) =>
        cycleEvidence(
          facts,
          row,
          localText(
            `GC cycle ${formatCount(cycles.number[row] as number)} (forced): heap ${formatBytes(cycles.heapStartBytes[row] as number)} → live ${formatBytes(live(row))}`,
            `GC 周期 ${formatCount(cycles.number[row] as number)}（强制）：堆 ${formatBytes(cycles.heapStartBytes[row] as number)} → 存活 ${formatBytes(live(row))}`,
          ),
        ),
      ),
      ...(forced.length > CITED
        ? [
            cyclesEvidence(
              facts,
              allRows(facts),
              localText(`All ${count} forced cycles of the life`, `该生命期的全部 ${count} 个强制周期`),
            ),
          ]
        : []),
    ],
    refutation: [
      localText(
        'They come from people taking heap profiles with ?gc=1 or running tests, not from the service. Open: compare with who did what at those times.',
        '它们来自有人用 ?gc=1 采集堆剖析或运行测试，而非服务本身。待定：与当时的操作记录对照。',
      ),
    ],
    remedies: [
      {
        title: localText('Find the caller and take it out', '找到调用处并移除'),
        text: localText(
          'Search the code and its dependencies for runtime.GC and debug.FreeOSMemory. The runtime paces itself better, and freed memory goes back to the system in the background anyway.',
          '在代码及依赖中查找 runtime.GC 与 debug.FreeOSMemory。运行时自身的调速更好，空闲内存也会在后台归还系统。',
        ),
        code: {
          language: 'sh',
          text: "grep -rnE 'runtime\\.GC\\(|FreeOSMemory\\(' --include='*.go' . \"$(go env GOMODCACHE)\"",
        },
      },
      {
        title: localText('Use GOMEMLIMIT for what the call was meant to do', '用 GOMEMLIMIT 实现调用的本意'),
        text: localText(
          'A soft limit makes cycles come earlier only when memory is short (Go 1.19 and later).',
          '软限制只在内存紧张时让周期提前（Go 1.19 起）。',
        ),
      },
    ],
    range: rowsRange(facts, { from: forced[0] as number, to: (forced.at(-1) as number) + 1 }),
    functions: [],
    subject: name,
  }
}
