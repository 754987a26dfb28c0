// Columns of the findings on the overview. Severity, likelihood and confidence sort by rank, not by their words.
import type {
  Confidence,
  FindingWithVerdict,
  Likelihood,
  Severity,
  VerdictKind,
} from '../../../shared/records/index.ts'
import type { TableColumn } from '../../components/dataTable.ts'
import { figureText, limitText, mainFigure } from '../../components/findingFigures.ts'

const SEVERITIES: readonly Severity[] = ['notice', 'warning', 'critical']
const LIKELIHOODS: readonly Likelihood[] = ['unlikely', 'even', 'likely', 'veryLikely', 'certain']
const CONFIDENCES: readonly Confidence[] = ['low', 'medium', 'high']
const VERDICTS: readonly VerdictKind[] = ['open', 'confirmed', 'dismissed']

/** Text of heads and cells in the language shown. */
export interface FindingsTableTexts {
  head: (column: string) => string
  severity: (severity: Severity) => string
  likelihood: (likelihood: Likelihood) => string
  confidence: (confidence: Confidence) => string
  verdict: (verdict: VerdictKind) => string
  title: (finding: FindingWithVerdict) => string
  subject: (finding: FindingWithVerdict) => string
}

const verdictOf = (finding: FindingWithVerdict): VerdictKind => finding.verdict?.kind ?? 'open'
const whole = (texts: FindingsTableTexts, finding: FindingWithVerdict): string =>
  `${texts.title(finding)} · ${texts.subject(finding)}`

export function findingsColumns(texts: FindingsTableTexts): TableColumn<FindingWithVerdict>[] {
  const { head } = texts
  return [
    {
      id: 'severity',
      title: '',
      name: head('severity'),
      width: 42,
      about: 'findingSeverity',
      text: ({ severity }) => texts.severity(severity),
      value: ({ severity }) => SEVERITIES.indexOf(severity),
      field: { name: 'severity', kind: 'choice', choices: SEVERITIES },
    },
    {
      id: 'label',
      title: head('finding'),
      name: head('label'),
      width: 62,
      isFaint: true,
      text: ({ label }) => label,
      value: ({ label }) => label,
    },
    {
      id: 'title',
      title: '',
      name: head('finding'),
      hasNotes: true,
      text: (finding) => whole(texts, finding),
      value: texts.title,
      hint: (finding) => whole(texts, finding),
      field: { name: 'finding', kind: 'text', isSearched: true },
    },
    {
      id: 'measured',
      title: head('measured'),
      align: 'right',
      width: 100,
      about: 'findingMeasured',
      text: (finding) => {
        const main = mainFigure(finding)
        return main ? figureText(main) : ''
      },
    },
    {
      id: 'limit',
      title: head('limit'),
      align: 'right',
      width: 76,
      isFaint: true,
      about: 'findingLimit',
      text: (finding) => {
        const main = mainFigure(finding)
        return main ? limitText(main) : ''
      },
    },
    {
      id: 'likelihood',
      title: head('likelihood'),
      width: 88,
      about: 'findingLikelihood',
      text: ({ likelihood }) => texts.likelihood(likelihood),
      value: ({ likelihood }) => LIKELIHOODS.indexOf(likelihood),
      field: { name: 'likelihood', kind: 'choice', choices: LIKELIHOODS },
    },
    {
      id: 'confidence',
      title: head('confidence'),
      width: 84,
      showFrom: 900,
      about: 'findingConfidence',
      text: ({ confidence }) => texts.confidence(confidence),
      value: ({ confidence }) => CONFIDENCES.indexOf(confidence),
      field: { name: 'confidence', kind: 'choice', choices: CONFIDENCES },
    },
    {
      id: 'evidence',
      title: head('evidence'),
      align: 'right',
      width: 68,
      isFaint: true,
      showFrom: 900,
      about: 'findingEvidence',
      text: ({ evidence }) => String(evidence.length),
      value: ({ evidence }) => evidence.length,
    },
    {
      id: 'verdict',
      title: head('verdict'),
      width: 80,
      about: 'findingVerdict',
      text: (finding) => texts.verdict(verdictOf(finding)),
      value: (finding) => VERDICTS.indexOf(verdictOf(finding)),
      field: { name: 'verdict', kind: 'choice', choices: VERDICTS },
    },
  ]
}
