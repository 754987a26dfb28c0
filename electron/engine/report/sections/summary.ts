import type { FindingWithVerdict, ReportBlock } from '../../../../shared/records/index.ts'
import { formatCount, formatFigure } from '../../../../shared/units/format.ts'
import { findingAnchor, type ReportContext } from '../context.ts'
import { findingFigure } from '../findingFigure.ts'
import { cell, lineBreak, paragraph, reference, severityMark, strong, text } from '../inline.ts'
import { CONFIDENCE, LIKELIHOOD, SEVERITY, VERDICT, verdictKind } from '../words.ts'
import { diagnosisBlocks } from './diagnosis.ts'
import { prose } from './prose.ts'
import { whatWasRead } from './whatWasRead.ts'

/** How many findings the composed summary tells in full; the table has all. */
const TOLD = 3

/**
 * Written by people, then the answers of the diagnosis; or composed of what was read, these answers and the findings, and said to be so.
 * Behind either the first finding's chart and all findings as a table.
 */
export function summarySection(context: ReportContext): ReportBlock[] {
  const { findings } = context
  const top = findings[0]
  const written = prose(context, 'summary')
  const blocks = written ? [...written, ...diagnosisBlocks(context)] : composed(context)
  const figure = top && findingFigure(context, top)
  if (figure) blocks.push(figure)
  if (findings.length > 0) blocks.push(findingsTable(context, findings))
  return blocks
}

function composed(context: ReportContext): ReportBlock[] {
  const { say, findings } = context
  const blocks: ReportBlock[] = [paragraph(whatWasRead(context)), ...diagnosisBlocks(context)]
  if (context.input.analysedAtMs === null) {
    blocks.push(
      paragraph(
        say('The case has not been analysed yet, so there are no findings.', '案例尚未分析，因此还没有任何发现。'),
      ),
    )
    return blocks
  }
  if (findings.length === 0) blocks.push(paragraph(nothingFound(context)))
  for (const finding of findings.slice(0, TOLD)) blocks.push(told(context, finding))
  blocks.push(paragraph(whatElse(context)))
  blocks.push(
    paragraph(
      say(
        'This summary was composed by Heapcase from its diagnosis and the findings. Nobody has rewritten it.',
        '本摘要由 Heapcase 根据诊断和各项发现自动生成，未经人工改写。',
      ),
      'faint',
    ),
  )
  return blocks
}

function told(context: ReportContext, finding: FindingWithVerdict): ReportBlock {
  const { say, pick } = context
  const likelihood = pick(LIKELIHOOD[finding.likelihood])
  const confidence = pick(CONFIDENCE[finding.confidence])
  const sentence = pick(finding.claim).replace(/[.。]$/, '')
  return paragraph([
    text(say(`${sentence}. We hold this to be `, `${sentence}。我们判断其成立的可能性为“`)),
    strong(say(likelihood.toLowerCase(), likelihood)),
    text(say(', with ', '”，置信度')),
    strong(say(confidence.toLowerCase(), confidence)),
    text(say(' confidence (', '（')),
    reference(finding.label, findingAnchor(finding)),
    text(say(').', '）。')),
  ])
}

function nothingFound({ say }: ReportContext): string {
  return say(
    'No rule found anything above its limits. That is not evidence that nothing is wrong: section “Limits of this report” lists what could not be looked at.',
    '没有规则发现超出限值的情况。这并不能证明一切正常：“本报告的局限”一节列出了未能检查的内容。',
  )
}

function whatElse({ input, findings, dismissed, say }: ReportContext): string {
  const more = Math.max(findings.length - TOLD, 0)
  const clear = input.outcomes.filter(({ outcome }) => outcome === 'clear').length
  const blind = input.outcomes.filter(({ outcome }) => outcome === 'notApplicable').length
  const one = (count: number, single: string, many: string): string =>
    `${formatCount(count)} ${count === 1 ? single : many}`
  const en = [
    ...(more > 0 ? [`${one(more, 'further finding follows', 'further findings follow')}.`] : []),
    ...(dismissed.length > 0
      ? [`${one(dismissed.length, 'finding was', 'findings were')} dismissed by the investigators.`]
      : []),
    `${one(clear, 'rule', 'rules')} looked and found nothing${blind > 0 ? `; ${one(blind, 'rule', 'rules')} could not be applied for lack of evidence` : ''}.`,
  ]
  const zh = [
    ...(more > 0 ? [`另有 ${more} 项发现。`] : []),
    ...(dismissed.length > 0 ? [`调查人员排除了 ${dismissed.length} 项发现。`] : []),
    `${clear} 条规则检查后未见异常${blind > 0 ? `；${blind} 条规则因缺少证据而无法应用` : ''}。`,
  ]
  return say(en.join(' '), zh.join(''))
}

function findingsTable(context: ReportContext, findings: readonly FindingWithVerdict[]): ReportBlock {
  const { say, pick } = context
  const isJudged = findings.some((finding) => verdictKind(finding) !== 'open')
  return context.table({
    id: 'table-findings',
    caption: say('Findings, most serious first.', '各项发现，按严重程度排列。'),
    columns: [
      { title: say('Finding', '发现'), align: 'left', isNarrow: true },
      { title: '', align: 'left' },
      { title: say('Measured', '实测'), align: 'right' },
      { title: say('Limit', '限值'), align: 'right' },
      { title: say('Likelihood', '可能性'), align: 'left', isNarrow: true },
      { title: say('Confidence', '置信度'), align: 'left', isNarrow: true },
      ...(isJudged ? [{ title: say('Verdict', '结论'), align: 'left' as const, isNarrow: true }] : []),
    ],
    rows: findings.map((finding) => {
      const main = finding.figures.find(({ isMain }) => isMain) ?? finding.figures[0]
      return [
        [reference(finding.label, findingAnchor(finding))],
        [
          severityMark(finding.severity, pick(SEVERITY[finding.severity])),
          text(say(`: ${pick(finding.title)}`, `：${pick(finding.title)}`)),
          lineBreak,
          text(pick(finding.subject)),
        ],
        cell(main ? formatFigure(main.value, main.unit) : '–'),
        cell(main?.limit === undefined ? '–' : formatFigure(main.limit, main.unit)),
        cell(pick(LIKELIHOOD[finding.likelihood])),
        cell(pick(CONFIDENCE[finding.confidence])),
        ...(isJudged ? [cell(pick(VERDICT[verdictKind(finding)]))] : []),
      ]
    }),
  })
}
