// What every section needs: the language, the numbering of figures and tables, names of sources and evidence.
import type { LocalText } from '../../../shared/lib/localText.ts'
import type {
  Evidence,
  FindingWithVerdict,
  Inline,
  LifeId,
  ReportBlock,
  Source,
  SourceId,
} from '../../../shared/records/index.ts'
import { formatDateTime, formatDuration, formatTimeOfDay } from '../../../shared/units/format.ts'
import { NANOS_PER_MILLI } from '../../../shared/units/units.ts'
import { markLetters, type Mark } from '../analysis/index.ts'
import type { ReportInput, ReportLife } from './input.ts'
import { reference, text } from './inline.ts'
import { verdictKind } from './words.ts'

type Figure = Extract<ReportBlock, { kind: 'figure' }>
type Table = Extract<ReportBlock, { kind: 'table' }>

export interface ReportContext {
  input: ReportInput
  /** Findings that are in the report: not excluded; dismissed ones apart. */
  findings: readonly FindingWithVerdict[]
  dismissed: readonly FindingWithVerdict[]
  excluded: readonly FindingWithVerdict[]
  /** Findings whose chart is already drawn, with the figure's id and label. */
  drawnCharts: Map<string, { id: string; label: string }>
  /** Annotations with a place in time, lettered for the drawings. */
  marks: readonly Mark[]
  /** One sentence in the report's language. */
  say: (en: string, zh: string) => string
  pick: (local: LocalText) => string
  /** A figure or table with the next number of its kind. */
  figure: (figure: Omit<Figure, 'kind' | 'label'>) => Figure
  table: (table: Omit<Table, 'kind' | 'label'>) => Table
  /** `S-03`, the source's id in the evidence register. */
  sourceLabel: (id: SourceId) => string
  sourceReference: (id: SourceId) => Inline
  source: (id: SourceId) => Source | undefined
  life: (id: LifeId) => ReportLife | undefined
  /** `incident/checkout.log`, and `(life 2)` where the log has several. */
  lifeName: (life: ReportLife['life']) => string
  evidenceReference: (id: string) => Inline
  /** Evidence the findings of this report cite, by id. */
  evidence: ReadonlyMap<string, { evidence: Evidence; finding: FindingWithVerdict }>
  /** A time of an axis for people: wall time in the case's zone, or time since process start. */
  time: (ms: number, axis: 'wall' | 'life') => string
  /** Only hours, minutes, seconds of a wall time. */
  timeOfDay: (ms: number) => string
}

export function createContext(input: ReportInput): ReportContext {
  const { language, settings } = input
  const excludedKeys = new Set(settings.excludedFindings)
  const isExcluded = (finding: FindingWithVerdict): boolean => excludedKeys.has(finding.key)
  const kept = input.findings.filter((finding) => !isExcluded(finding))
  const sources = new Map(input.sources.map((source, index) => [source.id, { source, label: sourceLabel(index) }]))
  const lives = new Map(input.lives.map((entry) => [entry.life.id, entry]))
  const livesPerSource = Map.groupBy(input.lives, ({ life }) => life.sourceId)
  const evidence = new Map(
    kept.flatMap((finding) => finding.evidence.map((each) => [each.id, { evidence: each, finding }])),
  )
  const numbers = { figure: 0, table: 0 }
  const say = (en: string, zh: string): string => (language === 'zh-CN' ? zh : en)
  const labelOf = (id: SourceId): string => sources.get(id)?.label ?? say('removed source', '已移除的来源')

  return {
    input,
    findings: kept.filter((finding) => verdictKind(finding) !== 'dismissed'),
    dismissed: kept.filter((finding) => verdictKind(finding) === 'dismissed'),
    excluded: input.findings.filter(isExcluded),
    drawnCharts: new Map(),
    marks: markLetters(input.annotations),
    say,
    pick: (local) => local[language],
    figure: (figure) => ({ kind: 'figure', label: `${say('Figure ', '图 ')}${++numbers.figure}`, ...figure }),
    table: (table) => ({ kind: 'table', label: `${say('Table ', '表 ')}${++numbers.table}`, ...table }),
    sourceLabel: labelOf,
    sourceReference: (id) => (sources.has(id) ? reference(labelOf(id), sourceAnchor(id)) : text(labelOf(id))),
    source: (id) => sources.get(id)?.source,
    life: (id) => lives.get(id),
    lifeName: (life) => {
      const isOnly = (livesPerSource.get(life.sourceId)?.length ?? 1) < 2
      return isOnly
        ? life.sourcePath
        : say(`${life.sourcePath} (life ${life.ordinal})`, `${life.sourcePath} 生命期 ${life.ordinal}`)
    },
    evidenceReference: (id) => (evidence.has(id) ? reference(id, evidenceAnchor(id)) : text(id)),
    evidence,
    time: (ms, axis) => (axis === 'wall' ? formatDateTime(ms, input.zone) : `+${formatDuration(ms * NANOS_PER_MILLI)}`),
    timeOfDay: (ms) => formatTimeOfDay(ms, input.zone),
  }
}

const sourceLabel = (index: number): string => `S-${String(index + 1).padStart(2, '0')}`
export const sourceAnchor = (id: SourceId): string => `source-${id}`
export const evidenceAnchor = (id: string): string => `evidence-${id.replace(/[^\w-]/g, '')}`
export const findingAnchor = (finding: Pick<FindingWithVerdict, 'label'>): string =>
  `finding-${finding.label.replace(/[^\w-]/g, '')}`
