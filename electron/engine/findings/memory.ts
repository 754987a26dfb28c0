// What rules about memory share: figures over time by process, what they are anchored to, what they cite.
import type { CanonicalName, FindingChart, SourceId, TimeRange } from '../../../shared/records/index.ts'
import {
  goColumnsOf,
  goMemoryAt,
  lowerBound,
  nearestIndex,
  type GoMemory,
  type MemoryGroup,
} from '../analysis/index.ts'
import { MEMORY_COMMANDS } from '../analysis/index.ts'
import { round } from './lives.ts'
import { notApplicable, type CaseFacts, type EvidenceDraft, type RuleAnswer } from './rule.ts'
import { formatDateTime, localText, sameText, type LocalText } from './words.ts'

/** The runtime's account at one moment. */
export interface GoSample {
  at: number
  memory: GoMemory
  sourceId: SourceId
  path: string
}

/** Every account of the runtime in a group, in order of time. */
export function goSamples(group: MemoryGroup): GoSample[] {
  return goColumnsOf(group)
    .flatMap((go) =>
      Array.from(go.at, (at, row): GoSample => ({
        at,
        memory: goMemoryAt(go, row),
        sourceId: go.sourceId,
        path: go.path,
      })),
    )
    .filter(({ memory }) => !Number.isNaN(memory.total))
    .sort((a, b) => a.at - b.at)
}

export interface Sample {
  at: number
  value: number
  sourceId: SourceId
  path: string
  name: string
}

/** A figure of all sources of a group in order of time, numbers only. */
export function samplesOf(group: MemoryGroup, name: CanonicalName): Sample[] {
  return (group.figures.get(name) ?? [])
    .flatMap((series) =>
      Array.from(series.at, (at, index): Sample => ({
        at,
        value: series.value[index] as number,
        sourceId: series.sourceId,
        path: series.path,
        name: series.name,
      })),
    )
    .filter(({ value }) => Number.isFinite(value))
    .sort((a, b) => a.at - b.at)
}

/** The nearest of rising samples to a time, within a tolerance. */
export function nearestSample<T extends { at: number }>(
  samples: readonly T[],
  at: number,
  toleranceMs: number,
): T | null {
  const index = nearestIndex(
    Float64Array.from(samples, (sample) => sample.at),
    at,
  )
  const found = samples[index]
  return found && Math.abs(found.at - at) <= toleranceMs ? found : null
}

/** What a finding about a group is anchored to: the bytes of the first source that says it, and the target in it. */
export function groupAnchor(facts: CaseFacts, group: MemoryGroup, sourceId: SourceId): string {
  const source = facts.sources.find(({ id }) => id === sourceId)
  const target = group.id.slice(group.id.indexOf('|') + 1)
  return `${source?.sha256.slice(0, 12) ?? ''}${target === '' ? '' : `/${target}`}`
}

/** `incident`, or the path of the source where a case has only one process. */
export function groupName(group: MemoryGroup, path: string): LocalText {
  return sameText(group.name === '' ? path : group.name)
}

export function seriesEvidence(
  sourceId: SourceId,
  names: string[],
  atMs: number | null,
  shows: LocalText,
): EvidenceDraft {
  return {
    shows,
    // The waterfall of that moment shows the figure among the others; without a moment the series is shown.
    link:
      atMs === null
        ? { view: 'series', entity: { kind: 'series', id: names[0] ?? '', sourceId } }
        : { view: 'memory', state: { at: String(atMs) } },
    at: { kind: 'series', sourceId, names, atMs },
  }
}

export const wallRange = (from: number, to: number): TimeRange => ({ axis: { kind: 'wall' }, from, to })

export const timeText = (ms: number): string => `${formatDateTime(ms)} UTC`

/** Points of a chart in a finding at most. */
const CHART_POINTS = 240

/** Samples as a series of a chart, evenly thinned, extremes kept by pairs. */
export function chartSeries(
  name: LocalText,
  role: FindingChart['series'][number]['role'],
  samples: readonly { at: number; value: number }[],
): FindingChart['series'][number] {
  const kept: { at: number; value: number }[] = []
  const buckets = Math.min(CHART_POINTS / 2, samples.length)
  for (let bucket = 0; bucket < buckets; bucket++) {
    const own = samples.slice(
      Math.floor((bucket * samples.length) / buckets),
      Math.floor(((bucket + 1) * samples.length) / buckets),
    )
    const [first] = own
    if (!first) continue
    const low = own.reduce((a, b) => (b.value < a.value ? b : a), first)
    const high = own.reduce((a, b) => (b.value > a.value ? b : a), first)
    kept.push(...(low === high ? [low] : low.at < high.at ? [low, high] : [high, low]))
  }
  return { name, role, x: kept.map(({ at }) => round(at, 3)), y: kept.map(({ value }) => value) }
}

/** Groups that say how much the runtime holds; the answer where none does. */
export function goGroups({ memory }: CaseFacts): MemoryGroup[] | RuleAnswer {
  const groups = memory.groups.filter(({ figures }) => figures.has('go.total'))
  return groups.length > 0
    ? groups
    : notApplicable(
        localText(
          'The case has no statistics of the Go runtime (MemStats, runtime/metrics or their Prometheus form).',
          '案例中没有 Go 运行时的统计数据（MemStats、runtime/metrics 或其 Prometheus 形式）。',
        ),
        MEMORY_COMMANDS.memStats,
      )
}

export const isAnswer = (value: MemoryGroup[] | RuleAnswer): value is RuleAnswer => !Array.isArray(value)

/** Samples after the first fifth of their time, in which heaps fill and caches warm. */
export function settled<T extends { at: number }>(samples: readonly T[]): T[] {
  const [first, last] = [samples[0], samples.at(-1)]
  if (!first || !last || samples.length < 10) return [...samples]
  const from = first.at + (last.at - first.at) / 5
  return samples.slice(
    lowerBound(
      Float64Array.from(samples, ({ at }) => at),
      from,
    ),
  )
}

export { MEMORY_COMMANDS }
