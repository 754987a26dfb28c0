// Whether allocation is what costs: the CPU that the GC takes from the program, how fast the program allocates, and who does.
import type { DiagnosisRow, DiagnosisSection, ViewLink } from '../../../../shared/records/index.ts'
import { allocationRate, costShare, cycleCpuNs, sites, worstWindow, type MemoryGroup } from '../../analysis/index.ts'
import { NANOS_PER_MILLI } from '../../../../shared/units/units.ts'
import { cyclesEvidence, rowsRange, rowsSpanNs, allRows } from '../lives.ts'
import { nearestSample, samplesOf } from '../memory.ts'
import { profileEvidence, totalOf, typeIndexOf } from '../profiles.ts'
import type { CaseFacts, LifeFacts, TraceFacts } from '../rule.ts'
import { gcCpuShare } from '../rules/gc/gcCpuShare.ts'
import type { LimitSettings } from '../runRules.ts'
import {
  formatCount,
  formatDuration,
  formatShare,
  lifeName,
  localText,
  perMinute,
  sameText,
  shortName,
  type LocalText,
} from '../words.ts'
import { judgeableLives, valuesOf, type Side } from './liveHeap.ts'
import { largest, row } from './parts.ts'

const MS_PER_MINUTE = 60_000
const SECONDS_PER_MINUTE = 60
const SITES = 3
/** Shorter traces show single cycles. */
const MIN_TRACE_NS = 100e6

type Limits = Record<'minCycles' | 'minTime' | 'window' | 'warn', number>

/** `preferred`: the life that the other side speaks of, where none costs much. */
export function allocationSide(facts: CaseFacts, settings: LimitSettings, preferred: LifeFacts | null): Side {
  const limits = valuesOf(gcCpuShare, settings) as Limits
  const measured =
    ofCycles(facts, limits, preferred) ??
    ofFewCycles(facts, limits) ??
    ofTraces(facts, limits) ??
    ofCpuStatistics(facts, limits)
  const rate = measured?.life ? null : rateOfStatistics(facts)
  const side: Side = measured ?? {
    holds: null,
    sureness: 'estimate',
    text: rate
      ? localText(
          `the program allocates ${rate.text.en}, but what the GC costs is not known`,
          `程序的分配速率为 ${rate.text['zh-CN']}，但 GC 的代价尚不清楚`,
        )
      : localText('what the GC costs is not known', 'GC 的代价尚不清楚'),
    sections: [],
    link: null,
    life: null,
  }
  const sections = [...side.sections, ...(rate ? [rate.section] : [])]
  const allocators = side.holds === true || rate !== null || side.sections.length === 0 ? whoAllocates(facts) : null
  return { ...side, sections: allocators ? [...sections, allocators] : sections }
}

function ofCycles(facts: CaseFacts, limits: Limits, preferred: LifeFacts | null): Side | null {
  const measured = judgeableLives(facts, limits.minCycles, limits.minTime).flatMap((life) => {
    const worst = worstWindow(life.cycles, limits.window, cycleCpuNs)
    return worst ? [{ life, worst, minutes: rowsSpanNs(life, allRows(life)) }] : []
  })
  const high = measured.filter(({ worst }) => worst.share >= limits.warn).sort((a, b) => b.worst.share - a.worst.share)
  const told =
    high.find(({ life }) => life === preferred) ??
    high[0] ??
    measured.find(({ life }) => life === preferred) ??
    measured.toSorted((a, b) => b.minutes - a.minutes)[0]
  if (!told) return null
  const { life, worst } = told
  const { cycles } = life
  const whole = costShare(cycles, cycleCpuNs)
  const assist = costShare(cycles, (columns, at) => columns.assistCpuNs[at] as number, worst)
  const [share, mean, span] = [formatShare(worst.share), formatShare(whole), formatDuration(worst.spanNs)]
  const { link } = cyclesEvidence(life, worst, sameText(''))
  const rate = allocationRate(cycles)
  const name = lifeName(life, facts.lives)
  const holds = worst.share >= limits.warn
  const rows: DiagnosisRow[] = [
    row(localText('GC share of the CPU, worst window', 'GC 占 CPU，最差时间窗'), worst.share, 'share', {
      share: worst.share,
      detail: localText(`any ${span}; ${mean} over the life`, `任意 ${span}；全程 ${mean}`),
      link,
    }),
    row(localText('of it mark assists by the program', '其中程序的标记辅助'), assist, 'share', { link }),
  ]
  if (rate) {
    const [value, error] = [rate.value * SECONDS_PER_MINUTE, rate.errorBytesPerSecond * SECONDS_PER_MINUTE]
    rows.push(
      row(localText('Allocation rate', '分配速率'), value, 'bytes/min', {
        low: Math.max(0, value - error),
        high: value + error,
        link: { ...link, range: rowsRange(life, allRows(life)) },
      }),
    )
  }
  const allocates =
    rate && localText(perMinute(rate.value * SECONDS_PER_MINUTE), perMinute(rate.value * SECONDS_PER_MINUTE))
  return {
    holds,
    sureness: 'direct',
    life,
    link,
    text: holds
      ? localText(
          `the GC takes ${share} of the CPU in its worst ${span} (${mean} over all)${allocates ? ` while the program allocates ${allocates.en}` : ''}`,
          `GC 在最差的 ${span} 内占用 ${share} 的 CPU（全程 ${mean}）${allocates ? `，程序的分配速率为 ${allocates['zh-CN']}` : ''}`,
        )
      : localText(
          `the GC takes at most ${share} of the CPU in any ${span}${allocates ? `; the program allocates ${allocates.en}` : ''}`,
          `GC 在任意 ${span} 内至多占用 ${share} 的 CPU${allocates ? `；程序的分配速率为 ${allocates['zh-CN']}` : ''}`,
        ),
    sections: [{ title: localText(`GC and allocation: ${name.en}`, `GC 与分配：${name['zh-CN']}`), rows }],
  }
}

/**
 * A process that needs hardly any cycles has too few for a window, but their sum over its time is as exact: it shows that the GC
 * costs little. That it costs much takes more of them.
 */
function ofFewCycles(facts: CaseFacts, limits: Limits): Side | null {
  const life = judgeableLives(facts, 2, limits.minTime).reduce<LifeFacts | null>(
    (best, next) => (best && rowsSpanNs(best, allRows(best)) >= rowsSpanNs(next, allRows(next)) ? best : next),
    null,
  )
  if (!life || life.life.missingCycles > 0) return null
  const share = costShare(life.cycles, cycleCpuNs)
  if (share >= limits.warn) return null
  const [part, span] = [formatShare(share), formatDuration(rowsSpanNs(life, allRows(life)))]
  const [name, count] = [lifeName(life, facts.lives), formatCount(life.cycles.length)]
  const { link } = cyclesEvidence(life, allRows(life), sameText(''))
  return {
    holds: false,
    sureness: 'direct',
    life,
    link,
    text: localText(
      `the GC takes ${part} of the CPU over ${span}, in ${count} cycles`,
      `${span} 内 GC 共 ${count} 个周期，占用 ${part} 的 CPU`,
    ),
    sections: [
      {
        title: localText(`GC: ${name.en}`, `GC：${name['zh-CN']}`),
        rows: [row(localText('GC share of the CPU', 'GC 占 CPU'), share, 'share', { share, link })],
      },
    ],
  }
}

/** Of traces by the figures that import keeps. */
function ofTraces({ traces }: CaseFacts, limits: Limits): Side | null {
  const told = traces
    .filter(({ figures }) => figures.gcShare !== null && figures.durationNs >= MIN_TRACE_NS)
    .reduce<TraceFacts | null>((best, next) => (best && shareOf(best) >= shareOf(next) ? best : next), null)
  if (!told) return null
  const { figures, source } = told
  const share = shareOf(told)
  const [part, span] = [formatShare(share), formatDuration(figures.durationNs)]
  const link: ViewLink = { view: 'trace', sourceId: source.id, state: { show: 'gcCycles' } }
  const ofProcs = (ns: number): number => (figures.procsNs > 0 ? ns / figures.procsNs : 0)
  const holds = share >= limits.warn
  return {
    holds,
    sureness: 'direct',
    life: null,
    link,
    text: localText(
      `the GC takes ${part} of the procs’ time in a trace of ${span}`,
      `在一份 ${span} 的跟踪中，GC 占用 P 的时间的 ${part}`,
    ),
    sections: [
      {
        title: localText(`GC: ${source.path}`, `GC：${source.path}`),
        rows: [
          row(localText('GC share of the procs', 'GC 占 P 的时间'), share, 'share', { share, link }),
          row(
            localText('of it mark assists by the program', '其中程序的标记辅助'),
            ofProcs(figures.assistNs),
            'share',
            {
              link,
            },
          ),
        ],
      },
    ],
  }
}

/** The runtime's own count of what GC took, without idle marking: between two samples, else on average since the process started. */
function ofCpuStatistics({ memory }: CaseFacts, limits: Limits): Side | null {
  const told = memory.groups
    .flatMap((group) => cpuShareOf(group, limits.minTime / NANOS_PER_MILLI) ?? [])
    .reduce<CpuShare | null>((best, next) => (best && best.share >= next.share ? best : next), null)
  if (!told) return null
  const { group, share, from, at, sample } = told
  const part = formatShare(share)
  const isHigh = share >= limits.warn
  const link: ViewLink = {
    view: 'memory',
    range: { axis: { kind: 'wall' }, from: from ?? at, to: at },
    state: { process: group.id },
  }
  const span = from === null ? null : formatDuration((at - from) * NANOS_PER_MILLI)
  return {
    // An average since start is high only where it was high for long, but a low one may hide the minutes in question.
    holds: isHigh ? true : span === null ? null : false,
    sureness: 'estimate',
    life: null,
    link,
    text: span
      ? localText(`the GC takes ${part} of the CPU over ${span}`, `${span} 内 GC 占用 ${part} 的 CPU`)
      : isHigh
        ? localText(
            `the GC took ${part} of the CPU on average since the process started`,
            `进程启动以来 GC 平均占用 ${part} 的 CPU`,
          )
        : localText(
            `the GC took ${part} of the CPU on average since the process started; what it took lately is not known`,
            `进程启动以来 GC 平均占用 ${part} 的 CPU；近期占用多少尚不清楚`,
          ),
    sections: [
      {
        title: localText(`GC${group.name && `: ${group.name}`}`, `GC${group.name && `：${group.name}`}`),
        rows: [
          row(localText('GC share of the CPU', 'GC 占 CPU'), share, 'share', {
            share,
            detail: sameText(sample),
            link,
          }),
        ],
      },
    ],
  }
}

interface CpuShare {
  group: MemoryGroup
  share: number
  /** Epoch ms; null: since the process started. */
  from: number | null
  at: number
  /** The counter it is from. */
  sample: string
}

function cpuShareOf(group: MemoryGroup, minMs: number): CpuShare | null {
  const gc = samplesOf(group, 'go.cpu.gc')
  const counted = samplesOf(group, 'go.cpu.total').flatMap((total) => {
    const own = nearestSample(gc, total.at, 1)
    const idle = nearestSample(samplesOf(group, 'go.cpu.gc-idle'), total.at, 1)
    return own && idle ? [{ at: total.at, total: total.value, gc: own.value - idle.value, sample: own.name }] : []
  })
  const [first, last] = [counted[0], counted.at(-1)]
  if (last) {
    const isWindow =
      first !== undefined && last.at - first.at >= minMs && last.total > first.total && last.gc >= first.gc
    const [spent, all] = isWindow ? [last.gc - first.gc, last.total - first.total] : [last.gc, last.total]
    if (all > 0)
      return { group, share: spent / all, from: isWindow ? first.at : null, at: last.at, sample: last.sample }
  }
  const fraction = samplesOf(group, 'go.gc.cpu-fraction').at(-1)
  return fraction ? { group, share: fraction.value, from: null, at: fraction.at, sample: fraction.name } : null
}

const shareOf = ({ figures }: TraceFacts): number => figures.gcShare ?? 0

/** From the counter of bytes allocated since start: a restart lets it fall, and such pairs are left out. */
function rateOfStatistics({ memory }: CaseFacts): { text: LocalText; section: DiagnosisSection } | null {
  let best: { perMinute: number; ms: number; from: number; to: number; group: (typeof memory.groups)[number] } | null =
    null
  for (const group of memory.groups) {
    const samples = samplesOf(group, 'go.alloc.bytes')
    let [bytes, ms] = [0, 0]
    for (const [index, { at, value, sourceId, name }] of samples.entries()) {
      const before = samples[index - 1]
      if (!before || before.sourceId !== sourceId || before.name !== name || value < before.value) continue
      bytes += value - before.value
      ms += at - before.at
    }
    const [first, last] = [samples[0], samples.at(-1)]
    if (first && last && ms > (best?.ms ?? 0))
      best = { perMinute: (bytes / ms) * MS_PER_MINUTE, ms, from: first.at, to: last.at, group }
  }
  if (!best) return null
  const { group, ms, from, to } = best
  const text = sameText(perMinute(best.perMinute))
  const link: ViewLink = { view: 'memory', range: { axis: { kind: 'wall' }, from, to }, state: { process: group.id } }
  return {
    text,
    section: {
      title: localText(`Allocation${group.name && `: ${group.name}`}`, `分配${group.name && `：${group.name}`}`),
      rows: [
        row(localText('Allocation rate', '分配速率'), best.perMinute, 'bytes/min', {
          detail: localText(`over ${formatDuration(ms * 1e6)}`, `历时 ${formatDuration(ms * 1e6)}`),
          link,
        }),
      ],
    },
  }
}

/** Of the last profile that counts allocations since start; one profile is read. */
function whoAllocates({ profiles }: CaseFacts): DiagnosisSection | null {
  const profile = profiles.findLast(
    (one) =>
      (one.summary.type === 'allocs' || one.summary.type === 'heap') &&
      typeIndexOf(one, 'alloc_space') >= 0 &&
      totalOf(one, 'alloc_space') > 0,
  )
  if (!profile) return null
  const total = totalOf(profile, 'alloc_space')
  const rows = sites(profile.columns(), typeIndexOf(profile, 'alloc_space'))
    .filter(({ value }) => value > 0)
    .map((site) =>
      row(sameText(shortName(site.functionName)), site.value, 'bytes', {
        share: site.value / total,
        link: profileEvidence(profile, 'alloc_space', site.functionName, sameText('')).link,
      }),
    )
  if (rows.length === 0) return null
  return {
    title: localText(
      `Allocated since start by site: ${profile.source.path}`,
      `启动以来的分配按位置：${profile.source.path}`,
    ),
    rows: largest(rows, SITES, localText('Other sites', '其他位置')),
  }
}
