import { counted } from '../../../../shared/lib/counted.ts'
import type { Evidence, Inline, ReportBlock, Source, SourceKind } from '../../../../shared/records/index.ts'
import { formatBytes, formatCount } from '../../../../shared/units/format.ts'
import { formatTimeError } from '../../../../shared/units/time.ts'
import { evidenceAnchor, sourceAnchor, type ReportContext } from '../context.ts'
import { anchor, cell, code, lineBreak, paragraph, reference, text } from '../inline.ts'
import { findingAnchor } from '../context.ts'
import { BASIS, SOURCE_KIND } from '../words.ts'

/** Every source with its SHA-256, and every piece of evidence the findings cite. */
export function registerSection(context: ReportContext): ReportBlock[] {
  const { say, input } = context
  if (input.sources.length === 0) return [paragraph(say('The case has no sources.', '案例没有任何来源。'))]
  const blocks: ReportBlock[] = [
    { kind: 'heading', level: 2, id: 'register-sources', number: null, text: say('Sources', '来源') },
    paragraph(
      say(
        'SHA-256 is taken over the bytes as they were imported. Records are what the reader made of them.',
        'SHA-256 按导入时的原始字节计算；记录数为读取器所得。',
      ),
    ),
    sourceTable(context),
  ]
  if (context.evidence.size > 0) {
    blocks.push({
      kind: 'heading',
      level: 2,
      id: 'register-evidence',
      number: null,
      text: say('Evidence cited by the findings', '各项发现引用的证据'),
    })
    blocks.push(evidenceTable(context))
  }
  return blocks
}

function sourceTable(context: ReportContext): ReportBlock {
  const { say, input } = context
  return context.table({
    id: 'table-sources',
    caption: say('Sources of the case.', '案例的来源。'),
    columns: [
      { title: '', align: 'left', isNarrow: true },
      { title: say('File and SHA-256', '文件与 SHA-256'), align: 'left' },
      { title: say('Kind, time from', '类别，时间依据'), align: 'left', isNarrow: true },
      { title: say('Size', '大小'), align: 'right' },
      { title: say('Records', '记录'), align: 'right' },
    ],
    rows: input.sources.map((source) => [
      [anchor(context.sourceLabel(source.id), sourceAnchor(source.id))],
      [
        text(source.path),
        ...(source.isReferenceOnly ? [text(say(' (bytes not kept in the case)', '（字节未存入案例）'))] : []),
        lineBreak,
        code(source.sha256),
      ],
      [text(kindText(context, source)), lineBreak, text(placement(context, source))],
      cell(formatBytes(source.bytes)),
      cell(records(context, source)),
    ]),
    totals: [
      cell(''),
      cell(
        say(
          counted(input.sources.length, 'source', 'sources', formatCount(input.sources.length)),
          `${formatCount(input.sources.length)} 个来源`,
        ),
      ),
      cell(''),
      cell(formatBytes(input.sources.reduce((sum, { bytes }) => sum + bytes, 0))),
      cell(''),
    ],
  })
}

const VALUES: [key: string, one: string, many: string, zh: string][] = [
  ['points', 'value', 'values', '个值'],
  ['mappings', 'mapping', 'mappings', '个映射'],
  ['oom_events', 'kill', 'kills', '次终止'],
  ['containers', 'container', 'containers', '个容器'],
]
/** What is counted of a kind: key of the source's counts, its names, its measure word. */
const COUNTED: Partial<Record<SourceKind, readonly [key: string, one: string, many: string, zh: string][]>> = {
  metrics: VALUES,
  osMemory: VALUES,
  goroutines: [
    ['dumps', 'dump', 'dumps', '份转储'],
    ['goroutines', 'goroutine', 'goroutines', '个 goroutine'],
  ],
  benchmark: [['results', 'result', 'results', '个结果']],
  allocEvents: [['events', 'event', 'events', '个事件']],
  gotrace: [['events', 'event', 'events', '个事件']],
}

function records({ input, say }: ReportContext, source: Source): string {
  const number = (count: number, one: string, many: string, zh: string): string =>
    say(counted(count, one, many, formatCount(count)), `${formatCount(count)} ${zh}`)
  if (source.kind === 'profile') {
    const samples = input.profiles.find((profile) => profile.source.id === source.id)?.summary.samples
    return samples === undefined ? '–' : number(samples, 'sample', 'samples', '个样本')
  }
  const cycles = input.lives
    .filter(({ life }) => life.sourceId === source.id)
    .reduce((sum, { life }) => sum + life.cycles, 0)
  const own = (COUNTED[source.kind] ?? []).flatMap(([key, one, many, zh]) => {
    const count = source.counts[key]
    return count === undefined ? [] : [number(count, one, many, zh)]
  })
  if (cycles > 0 || source.kind === 'gctrace') own.unshift(number(cycles, 'cycle', 'cycles', '个周期'))
  return own.join(say(', ', '，')) || '–'
}

/** `heap profile`, `gctrace log, go1.18+`. */
function kindText({ pick, say }: ReportContext, { kind, variant }: Source): string {
  const name = pick(SOURCE_KIND[kind])
  if (variant === null) return name
  return kind === 'profile' ? `${variant} ${name}` : say(`${name}, ${variant}`, `${name}，${variant}`)
}

/** `log lines, ± 1.5 ms`: what placed the source in time, and how well. */
function placement({ pick, say }: ReportContext, { placement: placed }: Source): string {
  if (placed === null) return say('unplaced', '未定位')
  const error = placed.errorMs > 0 ? formatTimeError(placed.errorMs) : ''
  const basis = pick(BASIS[placed.basis])
  return error === '' ? basis : say(`${basis}, ${error}`, `${basis}，${error}`)
}

function evidenceTable(context: ReportContext): ReportBlock {
  const { say, pick } = context
  return context.table({
    id: 'table-evidence',
    caption: say('Evidence, with the part of the source it rests on.', '证据及其所依据的来源部分。'),
    columns: [
      { title: '', align: 'left', isNarrow: true },
      { title: say('Shows', '说明'), align: 'left' },
      { title: say('Rests on', '依据'), align: 'left' },
      { title: say('Finding', '发现'), align: 'left', isNarrow: true },
    ],
    rows: [...context.evidence.values()].map(({ evidence, finding }) => [
      [anchor(evidence.id, evidenceAnchor(evidence.id))],
      cell(pick(evidence.shows)),
      restsOn(context, evidence),
      context.excluded.includes(finding) || context.dismissed.includes(finding)
        ? cell(finding.label)
        : [reference(finding.label, findingAnchor(finding))],
    ]),
  })
}

/** More profiles than this are counted, not listed. */
const LISTED = 6

function restsOn(context: ReportContext, { at }: Evidence): Inline[] {
  const { say } = context
  switch (at.kind) {
    case 'gcCycles':
      return [
        context.sourceReference(at.sourceId),
        text(
          at.from === at.to
            ? say(`, gc ${formatCount(at.from)}`, `，gc ${formatCount(at.from)}`)
            : say(
                `, gc ${formatCount(at.from)} – ${formatCount(at.to)}`,
                `，gc ${formatCount(at.from)} – ${formatCount(at.to)}`,
              ),
        ),
      ]
    case 'profiles': {
      const listed = at.sourceIds.slice(0, LISTED)
      const more = at.sourceIds.length - listed.length
      return [
        ...listed.flatMap((id, index) => [...(index > 0 ? [text(say(', ', '、'))] : []), context.sourceReference(id)]),
        ...(more > 0 ? [text(say(` and ${formatCount(more)} more`, `等 ${formatCount(at.sourceIds.length)} 份`))] : []),
        text(say(`, ${at.sampleType}`, `，${at.sampleType}`)),
      ]
    }
    case 'series':
      return [
        context.sourceReference(at.sourceId),
        text(say(`, ${at.names.join(', ')}`, `，${at.names.join('、')}`)),
        ...(at.atMs === null
          ? []
          : [text(say(` at ${context.time(at.atMs, 'wall')}`, `（${context.time(at.atMs, 'wall')}）`))]),
      ]
    case 'lines':
      return [
        context.sourceReference(at.sourceId),
        text(
          say(
            `, lines ${formatCount(at.from)} – ${formatCount(at.to)}`,
            `，第 ${formatCount(at.from)} – ${formatCount(at.to)} 行`,
          ),
        ),
      ]
    case 'source':
      return [context.sourceReference(at.sourceId)]
  }
}
