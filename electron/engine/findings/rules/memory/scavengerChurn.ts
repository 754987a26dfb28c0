import { runtimeColumn } from '../../../../../shared/records/index.ts'
import { MIB } from '../../../../../shared/units/units.ts'
import { rowClock, scavengeSeries, scavengeSummary, worstChurn } from '../../../analysis/index.ts'
import type { ChurnWindow, ScavengeSeries } from '../../../analysis/index.ts'
import { axisOf, lifeAnchor, round, SECOND } from '../../lives.ts'
import { clear, defineRule, found, notApplicable } from '../../rule.ts'
import type { CaseFacts, FindingDraft, RuntimeFacts } from '../../rule.ts'
import { clockRange, clockSeries, linesEvidence, logsWith } from '../../runtime.ts'
import {
  COMMANDS,
  formatBytes,
  formatCount,
  formatDuration,
  formatShare,
  lifeName,
  listed,
  localText,
  perMinute,
} from '../../words.ts'

interface Judged {
  life: RuntimeFacts
  series: ScavengeSeries
  worst: ChurnWindow
}

/** Memory given back to the operating system and taken again right away costs a page fault each time, for nothing. */
export const scavengerChurn = defineRule({
  id: 'memory/scavenger-churn',
  version: 1,
  title: localText('The scavenger works against allocation', '内存归还与分配互相抵消'),
  goVersions: 'go1.14+',
  limits: {
    minLines: { title: localText('scav lines, at least', 'scav 行，至少'), unit: 'count', value: 10 },
    window: { title: localText('Window looked at', '考察的时间窗'), unit: 'ns', value: 10 * SECOND },
    warn: {
      title: localText('Given back and taken again, worst window', '归还后又取回，最差时间窗'),
      unit: 'bytes/min',
      value: 1024 * MIB,
    },
    critical: { title: localText('… critical', '……严重'), unit: 'bytes/min', value: 16 * 1024 * MIB },
  },

  evaluate(facts, limits) {
    const logs = logsWith(facts, 'scavenges')
    if (logs.length === 0)
      return notApplicable(
        localText('The case has no scavenger lines (scavtrace).', '案例中没有内存归还行（scavtrace）。'),
        COMMANDS.scavtrace,
      )
    const judged = logs.flatMap((life): Judged[] => {
      const rows = life.rows('scavenges')
      if (rows.length < limits.minLines) return []
      const clock = rowClock(runtimeColumn(rows, 'cycle'), runtimeColumn(rows, 'wallMs'), life.cycles, life.life)
      const series = scavengeSeries(rows, clock)
      const worst = worstChurn(series, limits.window)
      // Before Go 1.14 the lines do not tell what was taken again.
      return worst && scavengeSummary(series)?.retakenBytes !== null ? [{ life, series, worst }] : []
    })
    if (judged.length === 0) return tooFew(limits)
    const high = judged.filter(({ worst }) => worst.churnPerMinute >= limits.warn)
    if (high.length > 0) return found(high.map((each) => finding(each, facts, limits)))
    return clear(
      listed(
        judged.map(({ life, worst }) => {
          const name = lifeName(life, facts.runtime)
          const [churn, span] = [perMinute(worst.churnPerMinute), formatDuration(worst.spanNs)]
          return localText(
            `${name.en}: at most ${churn} given back and taken again in any ${span}`,
            `${name['zh-CN']}：任意 ${span} 内归还后又取回的内存至多 ${churn}`,
          )
        }),
      ),
    )
  },
})

const tooFew = (limits: Record<'minLines' | 'window', number>): ReturnType<typeof notApplicable> =>
  notApplicable(
    localText(
      `Needs at least ${formatCount(limits.minLines)} scav lines (Go 1.14+) with their time, from gc lines or a collector, over ${formatDuration(limits.window)}.`,
      `需要至少 ${formatCount(limits.minLines)} 条 scav 行（Go 1.14+），覆盖 ${formatDuration(limits.window)}，并能由 gc 行或采集器得知时间。`,
    ),
    COMMANDS.scavtrace,
  )

function finding(
  { life, series, worst }: Judged,
  facts: CaseFacts,
  limits: Record<'warn' | 'critical', number>,
): FindingDraft {
  const name = lifeName(life, facts.runtime)
  const isCritical = worst.churnPerMinute >= limits.critical
  const whole = scavengeSummary(series)
  const [churn, span] = [perMinute(worst.churnPerMinute), formatDuration(worst.spanNs)]
  const [back, again] = [formatBytes(worst.givenBackBytes), formatBytes(worst.retakenBytes)]
  const isEager = worst.eagerShare >= 0.5
  const rows = { from: worst.from, to: worst.to - 1 }
  const [firstLine, lastLine] = [series.line[rows.from] as number, series.line[rows.to] as number]
  const forced = whole?.forced ?? 0
  return {
    anchor: lifeAnchor(life),
    severity: isCritical ? 'critical' : 'warning',
    likelihood: 'veryLikely',
    confidence: 'medium',
    confidenceReason: localText(
      'What was given back stands in the lines, in whole KiB; what was taken again is computed from it and from what was given back at that moment. What the page faults cost is not in the log.',
      '归还的量在行中以 KiB 取整给出；取回的量由它与当时的已归还量算出。缺页的代价日志中没有。',
    ),
    claim: localText(
      `${back} were given back to the operating system within ${span}, and ${again} taken again.`,
      `${span} 内向操作系统归还了 ${back}，又取回了 ${again}。`,
    ),
    summary: localText(
      `The scavenger gives free heap pages back to the operating system, which makes resident memory smaller; the next allocation that uses such a page takes it again, at the price of a page fault and of clearing it. In ${name.en} ${back} were given back and ${again} taken again in the worst ${span}, ${churn}; ${formatShare(worst.eagerShare)} of it was given back at allocation and not in the background. ${isEager ? 'Giving back at allocation is what a memory limit close to the heap, or growth of the heap under one, brings about.' : 'The background scavenger aims to keep about a tenth above the heap goal and works within one percent of a CPU; it runs against allocation when the heap swings further than that from cycle to cycle.'}${forced > 0 ? ` ${formatCount(forced)} of the lines come from debug.FreeOSMemory, which gives back everything at once.` : ''}`,
      `归还程序把空闲的堆页还给操作系统，使常驻内存变小；之后用到这些页的分配会再次取回，代价是一次缺页和清零。在 ${name['zh-CN']} 中，最差的 ${span} 内归还 ${back}、取回 ${again}，合 ${churn}；其中 ${formatShare(worst.eagerShare)} 是在分配时而非后台归还的。${isEager ? '分配时归还，是内存限制贴近堆、或堆在限制之下增长所致。' : '后台归还的目标是在堆目标之上保留约一成，且只用约百分之一个 CPU；当堆在周期之间的摆动大于此余量时，它便与分配互相抵消。'}${forced > 0 ? `其中 ${formatCount(forced)} 行来自 debug.FreeOSMemory，它会一次归还全部。` : ''}`,
    ),
    figures: [
      {
        name: localText('Given back and taken again, worst window', '归还后又取回，最差时间窗'),
        value: round(worst.churnPerMinute),
        limit: isCritical ? limits.critical : limits.warn,
        unit: 'bytes/min',
        isMain: true,
      },
      { name: localText('Given back in it', '其间归还'), value: worst.givenBackBytes, unit: 'bytes' },
      { name: localText('Taken again in it', '其间取回'), value: worst.retakenBytes, unit: 'bytes' },
      {
        name: localText('Given back at allocation', '分配时归还的占比'),
        value: round(worst.eagerShare, 4),
        unit: 'share',
      },
    ],
    evidence: [
      linesEvidence(
        life,
        firstLine,
        lastLine,
        localText(
          `scav lines from line ${formatCount(firstLine)}: ${back} given back, ${again} taken again`,
          `自第 ${formatCount(firstLine)} 行起的 scav 行：归还 ${back}，取回 ${again}`,
        ),
      ),
    ],
    refutation: [
      localText(
        'Minor page faults of the process (pidstat -r, or /proc/<pid>/stat) stay low in that time: the pages were never touched.',
        '该时段内进程的次缺页（pidstat -r 或 /proc/<pid>/stat）很少：这些页并未被触碰。',
      ),
    ],
    remedies: [
      isEager
        ? {
            title: localText('Give the memory limit room', '给内存限制留出余地'),
            text: localText(
              'Raise GOMEMLIMIT, or lower the live heap, until the heap goal no longer touches the limit.',
              '提高 GOMEMLIMIT，或减小存活堆，直到堆目标不再触及限制。',
            ),
          }
        : {
            title: localText('Let the heap swing less', '减小堆的摆动'),
            text: localText(
              'Bursts that allocate much and drop it at once are what the scavenger follows. Reuse large buffers over requests (sync.Pool) or bound how many are alive at once.',
              '短时大量分配又随即丢弃，正是归还程序所追随的波动。跨请求复用大缓冲区（sync.Pool），或限制同时存活的数量。',
            ),
            code: {
              language: 'go' as const,
              text: 'var buffers = sync.Pool{New: func() any { return make([]byte, 0, 1<<20) }}\n\nbuf := buffers.Get().([]byte)[:0]\ndefer func() { buffers.Put(buf) }()',
            },
          },
      {
        title: localText('Leave debug.FreeOSMemory out', '不要调用 debug.FreeOSMemory'),
        text: localText(
          'It collects and gives everything back, which the next allocations take again. The background scavenger gives back what stays unused by itself.',
          '它会触发一次回收并归还全部内存，随后的分配又得取回。真正闲置的内存，后台归还程序会自行归还。',
        ),
      },
    ],
    range: clockRange(life, series.atNs[rows.from] as number, series.atNs[rows.to] as number),
    functions: [],
    subject: name,
    chart: {
      title: localText('Given back and taken again between lines', '各行之间归还与取回的内存'),
      unit: 'bytes',
      axis: axisOf(life),
      series: [
        clockSeries(life, series.atNs, series.retakenBytes, localText('taken again', '取回'), 'main'),
        clockSeries(life, series.atNs, given(series), localText('given back', '归还'), 'context'),
      ],
    },
  }
}

const given = ({ workBytes, eagerBytes }: ScavengeSeries): Float64Array =>
  workBytes.map((work, row) => work + (eagerBytes[row] || 0))
