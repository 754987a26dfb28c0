import type { Language } from '../../shared/lib/localText.ts'
import type { FindingFigure, FindingWithVerdict, Finding, Severity } from '../../shared/records/index.ts'
import type { Style, Terminal } from './terminal.ts'

const SEVERITY_STYLE: Record<Severity, Style> = { critical: 'red', warning: 'yellow', notice: 'blue' }
/** A word beside the colour: a pipe and a grey screen have no colours. */
const SEVERITY_WORD: Record<Severity, Record<Language, string>> = {
  critical: { en: 'CRITICAL', 'zh-CN': '严重' },
  warning: { en: 'WARNING ', 'zh-CN': '警告' },
  notice: { en: 'NOTICE  ', 'zh-CN': '提示' },
}

/** One block per finding: label, severity, claim, what it is about, and the evidence it cites. */
export function printFindings(
  terminal: Terminal,
  findings: readonly (Finding | FindingWithVerdict)[],
  language: Language,
  most = Number.POSITIVE_INFINITY,
): void {
  for (const finding of findings.slice(0, most)) {
    const word = terminal.style(SEVERITY_WORD[finding.severity][language], SEVERITY_STYLE[finding.severity], 'bold')
    const verdict =
      'verdict' in finding && finding.verdict && finding.verdict.kind !== 'open' ? finding.verdict.kind : ''
    terminal.print(`${terminal.style(finding.label, 'bold')}  ${word}  ${finding.claim[language]}`)
    const evidence = finding.evidence.map(({ id }) => id).join(', ')
    const about = [
      finding.subject[language],
      `${finding.likelihood}, confidence ${finding.confidence}`,
      evidence && `evidence ${evidence}`,
      verdict,
    ]
    terminal.print(terminal.style(`       ${about.filter(Boolean).join(' · ')}`, 'dim'))
  }
  const left = findings.length - most
  if (left > 0) terminal.print(terminal.style(`       … and ${left} more`, 'dim'))
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
