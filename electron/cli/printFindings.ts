import type { Language } from '../../shared/lib/localText.ts'
import type { FindingFigure, FindingWithVerdict, Finding, Severity } from '../../shared/records/index.ts'
import { CONFIDENCE, LIKELIHOOD, SEVERITY, VERDICT } from '../engine/report/words.ts'
import type { Style, Terminal } from './terminal.ts'

const SEVERITY_STYLE: Record<Severity, Style> = { critical: 'red', warning: 'yellow', notice: 'blue' }
const WORDS = {
  likelihood: { en: '', 'zh-CN': '可能性：' },
  confidence: { en: 'confidence ', 'zh-CN': '置信度：' },
  evidence: { en: 'evidence ', 'zh-CN': '证据 ' },
  more: { en: 'more', 'zh-CN': '条未列出' },
} as const

/** One block per finding: label, severity in words, claim; then what it is about and the evidence it cites. */
export function printFindings(
  terminal: Terminal,
  findings: readonly (Finding | FindingWithVerdict)[],
  language: Language,
  most = Number.POSITIVE_INFINITY,
): void {
  for (const finding of findings.slice(0, most)) {
    const severity = terminal.style(
      SEVERITY[finding.severity][language].padEnd(8),
      SEVERITY_STYLE[finding.severity],
      'bold',
    )
    const verdict = 'verdict' in finding && finding.verdict?.kind
    const evidence = finding.evidence.map(({ id }) => id).join(', ')
    const about = [
      finding.subject[language],
      WORDS.likelihood[language] + LIKELIHOOD[finding.likelihood][language].toLowerCase(),
      WORDS.confidence[language] + CONFIDENCE[finding.confidence][language].toLowerCase(),
      evidence && WORDS.evidence[language] + evidence,
      verdict && verdict !== 'open' && VERDICT[verdict][language].toLowerCase(),
    ]
    terminal.print(`${terminal.style(finding.label, 'bold')}  ${severity}  ${finding.claim[language]}`)
    terminal.print(terminal.style(`       ${about.filter(Boolean).join(' · ')}`, 'dim'))
  }
  const left = findings.length - most
  if (left > 0) terminal.print(terminal.style(`       … ${left} ${WORDS.more[language]}`, 'dim'))
}

/** A finding as scripts get it. */
export const findingJson = (finding: Finding | FindingWithVerdict, language: Language): object => ({
  id: finding.label,
  key: finding.key,
  rule: finding.ruleId,
  severity: finding.severity,
  likelihood: finding.likelihood,
  confidence: finding.confidence,
  title: finding.title[language],
  claim: finding.claim[language],
  summary: finding.summary[language],
  subject: finding.subject[language],
  functions: finding.functions,
  range: finding.range,
  figures: finding.figures.map((figure) => figureJson(figure, language)),
  evidence: finding.evidence.map(({ id, shows, at, link }) => ({ id, shows: shows[language], at, link })),
  refutation: finding.refutation.map((text) => text[language]),
  remedies: finding.remedies.map(({ title, text, code }) => ({
    title: title[language],
    text: text[language],
    ...(code && { code: code.text }),
  })),
  ...('verdict' in finding && { verdict: finding.verdict, isStale: finding.isStale }),
})

const figureJson = ({ name, ...figure }: FindingFigure, language: Language): object => ({
  name: name[language],
  ...figure,
})
