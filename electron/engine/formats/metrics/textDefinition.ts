// What a sample of Prometheus or OpenMetrics text is, from its name, its labels and what `# TYPE`, `# UNIT`, `# HELP` said of
// its family.
import type { SeriesDefinition, SeriesKind, SeriesPart } from '../../../../shared/records/index.ts'
import { canonicalOfText } from './canonicalNames.ts'
import { unitOfName, unitOfWord } from './units.ts'

/** What the comments of a family said. */
export interface Family {
  name: string
  /** `counter`, `gauge`, `histogram`, `summary`, `untyped`; OpenMetrics: also `unknown`, `info`, `stateset`, `gaugehistogram`. */
  type: string
  unit: string
  help: string
}

const KINDS: Readonly<Record<string, SeriesKind>> = {
  counter: 'counter',
  gauge: 'gauge',
  histogram: 'histogram',
  gaugehistogram: 'histogram',
  summary: 'summary',
  info: 'info',
  stateset: 'info',
}

/** Suffixes that samples of one family may have, and what they make of them. */
export const FAMILY_SUFFIXES: readonly [suffix: string, part: SeriesPart, types: readonly string[]][] = [
  ['_bucket', 'bucket', ['histogram', 'gaugehistogram']],
  ['_sum', 'sum', ['histogram', 'summary']],
  ['_gsum', 'sum', ['gaugehistogram']],
  ['_count', 'count', ['histogram', 'summary']],
  ['_gcount', 'count', ['gaugehistogram']],
  ['_created', 'created', ['counter', 'histogram', 'summary']],
  ['_total', 'value', ['counter']],
  ['_info', 'value', ['info']],
]

/** `family` null: nothing was said of it; names then speak for themselves. */
export function definitionOfText(
  name: string,
  labels: Readonly<Record<string, string>>,
  family: Family | null,
): SeriesDefinition {
  const part = partOf(name, labels, family)
  return {
    name,
    labels,
    unit: unitOf(name, part, family),
    kind: kindOf(name, part, family),
    part,
    canonical: part === 'value' ? canonicalOfText(name, labels) : null,
    help: family?.help ?? '',
  }
}

function partOf(name: string, labels: Readonly<Record<string, string>>, family: Family | null): SeriesPart {
  const known = family
    ? FAMILY_SUFFIXES.find(([suffix, , types]) => types.includes(family.type) && name === family.name + suffix)
    : undefined
  if (known) return known[1]
  if (family && family.type === 'summary') return labels.quantile === undefined ? 'value' : 'quantile'
  if (family && family.type !== 'untyped' && family.type !== 'unknown') return 'value'
  if (name.endsWith('_bucket') && labels.le !== undefined) return 'bucket'
  return labels.quantile === undefined ? 'value' : 'quantile'
}

function kindOf(name: string, part: SeriesPart, family: Family | null): SeriesKind {
  const told = family ? KINDS[family.type] : undefined
  if (told !== undefined) {
    // Sums and counts of histograms only rise, as their buckets do; quantiles of a summary go up and down.
    if (part === 'sum' || part === 'count') return 'counter'
    return part === 'created' ? 'gauge' : told
  }
  if (part === 'bucket') return 'histogram'
  if (part === 'quantile') return 'summary'
  return /_total$/.test(name) ? 'counter' : 'unknown'
}

function unitOf(name: string, part: SeriesPart, family: Family | null): string {
  if (part === 'bucket' || part === 'count') return 'count'
  if (part === 'created') return 'unix-seconds'
  if (family && family.unit !== '') return unitOfWord(family.unit)
  const named = unitOfName(family && part !== 'value' ? family.name : name)
  return named === 'count' && part === 'sum' ? '' : named
}
