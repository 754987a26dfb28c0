import { annotationLabel } from '../../../../shared/records/index.ts'
import type { FindingWithVerdict, Inline, ReportBlock } from '../../../../shared/records/index.ts'
import { formatDateTime, formatFigure } from '../../../../shared/units/format.ts'
import { findingAnchor, type ReportContext } from '../context.ts'
import { findingFigure } from '../findingFigure.ts'
import { cell, paragraph, reference, severityMark, strong, text } from '../inline.ts'
import { CONFIDENCE, LIKELIHOOD, SEVERITY, VERDICT, verdictKind } from '../words.ts'

/** Every finding with what carries and what would refute it; then what was dismissed and what was looked for and not found. */
export function findingsSection(context: ReportContext): ReportBlock[] {
  const { say, findings, dismissed } = context
  const blocks: ReportBlock[] = []
  if (findings.length === 0) {
    blocks.push(
      paragraph(
        context.input.analysedAtMs === null
          ? say('The case has not been analysed yet.', '案例尚未分析。')
          : say('No finding stands.', '没有成立的发现。'),
      ),
    )
  }
  for (const finding of findings) blocks.push(...oneFinding(context, finding))
  if (dismissed.length > 0) blocks.push(...dismissedFindings(context))
  blocks.push(...ruledOut(context))
  return blocks
}

function oneFinding(context: ReportContext, finding: FindingWithVerdict): ReportBlock[] {
  const { say, pick } = context
  const blocks: ReportBlock[] = [
    {
      kind: 'heading',
      level: 2,
      id: findingAnchor(finding),
      number: null,
      text: `${finding.label} ${pick(finding.title)}`,
    },
    paragraph(pick(finding.claim), 'lead'),
    { kind: 'definitions', entries: judgement(context, finding) },
    paragraph(pick(finding.summary)),
  ]
  const drawn = context.drawnCharts.get(finding.key)
  const figure = findingFigure(context, finding)
  if (figure) blocks.push(figure)
  else if (drawn)
    blocks.push(paragraph([say('Drawn in ', '图示见'), reference(drawn.label, drawn.id), say('.', '。')], 'faint'))
  if (finding.figures.length > 0) blocks.push(figuresTable(context, finding))
  blocks.push(...evidenceList(context, finding), ...refutationList(context, finding), ...remedies(context, finding))
  blocks.push(...notes(context, finding))
  return blocks
}

function judgement(context: ReportContext, finding: FindingWithVerdict): { term: string; content: Inline[] }[] {
  const { say, pick } = context
  const { verdict } = finding
  const reason = finding.confidenceReason ? pick(finding.confidenceReason) : ''
  const entries = [
    { term: say('Severity', '严重程度'), content: [severityMark(finding.severity, pick(SEVERITY[finding.severity]))] },
    { term: say('Likelihood', '可能性'), content: [strong(pick(LIKELIHOOD[finding.likelihood]))] },
    {
      term: say('Confidence', '置信度'),
      content: [
        strong(pick(CONFIDENCE[finding.confidence])),
        ...(reason === '' ? [] : [text(say(`: ${reason}`, `：${reason}`))]),
      ],
    },
    { term: say('About', '对象'), content: [text(pick(finding.subject))] },
    {
      term: say('Verdict', '结论'),
      content: [text(pick(VERDICT[verdictKind(finding)])), ...verdictWords(context, verdict)],
    },
  ]
  if (finding.isStale)
    entries.push({
      term: say('Note', '说明'),
      content: [
        text(
          say(
            'The latest analysis no longer gives this finding; it is kept for its verdict.',
            '最近一次分析已不再给出此项发现；因已有结论而保留。',
          ),
        ),
      ],
    })
  return entries
}

function verdictWords(context: ReportContext, verdict: FindingWithVerdict['verdict']): Inline[] {
  if (verdict === null || verdict.kind === 'open') return []
  const { say } = context
  const when = formatDateTime(verdict.atMs, context.input.zone)
  const reason = verdict.reason.trim()
  return [
    text(
      say(
        ` by ${verdict.author || 'an unnamed investigator'}, ${when}`,
        `，${verdict.author || '未具名的调查人员'}，${when}`,
      ),
    ),
    ...(reason === '' ? [] : [text(say(`: ${reason}`, `：${reason}`))]),
  ]
}

function figuresTable(context: ReportContext, finding: FindingWithVerdict): ReportBlock {
  const { say, pick } = context
  const hasIntervals = finding.figures.some(({ low, high }) => low !== undefined && high !== undefined)
  return context.table({
    id: `table-${findingAnchor(finding)}`,
    caption: say(`Figures of ${finding.label} against their limits.`, `${finding.label} 的数据与限值。`),
    evidence: finding.evidence.map(({ id }) => id),
    columns: [
      { title: say('Figure', '指标'), align: 'left' },
      { title: say('Measured', '实测'), align: 'right' },
      ...(hasIntervals ? [{ title: say('95 % interval', '95 % 区间'), align: 'right' as const }] : []),
      { title: say('Limit', '限值'), align: 'right' },
    ],
    rows: finding.figures.map((figure) => [
      cell(pick(figure.name)),
      [figure.isMain ? strong(formatFigure(figure.value, figure.unit)) : text(formatFigure(figure.value, figure.unit))],
      ...(hasIntervals
        ? [
            cell(
              figure.low === undefined || figure.high === undefined
                ? '–'
                : `${formatFigure(figure.low, figure.unit)} – ${formatFigure(figure.high, figure.unit)}`,
            ),
          ]
        : []),
      cell(figure.limit === undefined ? '–' : formatFigure(figure.limit, figure.unit)),
    ]),
  })
}

function evidenceList(context: ReportContext, finding: FindingWithVerdict): ReportBlock[] {
  if (finding.evidence.length === 0) return []
  const { say, pick } = context
  return [
    {
      kind: 'heading',
      level: 3,
      id: `${findingAnchor(finding)}-evidence`,
      number: null,
      text: say('Evidence', '证据'),
    },
    {
      kind: 'list',
      ordered: false,
      items: finding.evidence.map((each) => [
        context.evidenceReference(each.id),
        text(say(`: ${pick(each.shows)}`, `：${pick(each.shows)}`)),
      ]),
    },
  ]
}

function refutationList(context: ReportContext, finding: FindingWithVerdict): ReportBlock[] {
  if (finding.refutation.length === 0) return []
  return [
    {
      kind: 'heading',
      level: 3,
      id: `${findingAnchor(finding)}-refutation`,
      number: null,
      text: context.say('What would refute it', '什么情况可以推翻它'),
    },
    { kind: 'list', ordered: false, items: finding.refutation.map((each) => [text(context.pick(each))]) },
  ]
}

function remedies(context: ReportContext, finding: FindingWithVerdict): ReportBlock[] {
  if (finding.remedies.length === 0) return []
  const { say, pick } = context
  const blocks: ReportBlock[] = [
    {
      kind: 'heading',
      level: 3,
      id: `${findingAnchor(finding)}-remedies`,
      number: null,
      text: say('Remedies, best first', '补救办法，最佳者在前'),
    },
  ]
  for (const [index, remedy] of finding.remedies.entries()) {
    blocks.push(paragraph([strong(`${index + 1}. ${pick(remedy.title)}`), say('. ', '。'), pick(remedy.text)]))
    if (remedy.code) blocks.push({ kind: 'code', language: remedy.code.language, text: remedy.code.text })
  }
  return blocks
}

/** What people wrote about this finding. */
function notes(context: ReportContext, finding: FindingWithVerdict): ReportBlock[] {
  const { say, input } = context
  const own = input.annotations.filter(({ anchor }) => anchor.kind === 'finding' && anchor.key === finding.key)
  return own.flatMap((annotation): ReportBlock[] => [
    paragraph(
      [
        strong(
          say(
            `Note ${annotationLabel(annotation.id)} by ${annotation.author || 'an investigator'}`,
            `${annotation.author || '调查人员'}的批注 ${annotationLabel(annotation.id)}`,
          ),
        ),
        say(
          `, ${formatDateTime(annotation.updatedAtMs, input.zone)}:`,
          `，${formatDateTime(annotation.updatedAtMs, input.zone)}：`,
        ),
      ],
      'faint',
    ),
    { kind: 'prose', markdown: annotation.text },
  ])
}

function dismissedFindings(context: ReportContext): ReportBlock[] {
  const { say, pick } = context
  return [
    {
      kind: 'heading',
      level: 2,
      id: 'findings-dismissed',
      number: null,
      text: say('Dismissed findings', '已排除的发现'),
    },
    context.table({
      id: 'table-dismissed',
      caption: say(
        'What the rules found and the investigators judged otherwise.',
        '规则给出、但调查人员另有判断的发现。',
      ),
      columns: [
        { title: say('Finding', '发现'), align: 'left' },
        { title: say('Claim', '论断'), align: 'left' },
        { title: say('Reason for dismissal', '排除理由'), align: 'left' },
      ],
      rows: context.dismissed.map((finding) => [
        cell(finding.label),
        cell(pick(finding.claim)),
        [
          text(finding.verdict?.reason.trim() || say('no reason given', '未说明理由')),
          text(finding.verdict?.author ? say(` (${finding.verdict.author})`, `（${finding.verdict.author}）`) : ''),
        ],
      ]),
    }),
  ]
}

/** Clear rules: looking and not finding is a result. */
function ruledOut(context: ReportContext): ReportBlock[] {
  const { say, pick } = context
  const clear = context.input.outcomes.filter(({ outcome }) => outcome === 'clear')
  if (clear.length === 0) return []
  return [
    {
      kind: 'heading',
      level: 2,
      id: 'findings-clear',
      number: null,
      text: say('Looked for and not found', '已检查，未发现异常'),
    },
    context.table({
      id: 'table-clear',
      caption: say('Rules that were applied and stayed within their limits.', '已应用且未超出限值的规则。'),
      columns: [
        { title: say('Question', '问题'), align: 'left' },
        { title: say('What was compared', '比较的内容'), align: 'left' },
      ],
      rows: clear.map(({ title, reason }) => [
        [severityMark('clear', pick(title))],
        cell(reason === null ? '–' : pick(reason)),
      ]),
    }),
  ]
}
