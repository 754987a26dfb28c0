// The three questions of the diagnosis with their answers, as the Overview gives them: how sure each is, the findings that belong to
// it, and where nothing in the case answers it the command that would.
import { DIAGNOSIS_TITLES } from '../../../../shared/records/index.ts'
import type { DiagnosisStep, Inline, ReportBlock } from '../../../../shared/records/index.ts'
import { findingAnchor, type ReportContext } from '../context.ts'
import { code, joined, reference, strong, text } from '../inline.ts'

/** Empty: there is nothing to diagnose. */
export function diagnosisBlocks(context: ReportContext): ReportBlock[] {
  const { steps } = context.input.diagnosis
  if (context.input.sources.length === 0 || steps.length === 0) return []
  return [
    {
      kind: 'definitions',
      entries: steps.map((step) => ({
        term: context.pick(DIAGNOSIS_TITLES[step.question]),
        content: answerOf(context, step),
      })),
    },
  ]
}

function answerOf(context: ReportContext, step: DiagnosisStep): Inline[] {
  const { pick, say, findings } = context
  const shown = findings.filter(({ key }) => step.findings.some((each) => each.key === key))
  const [missing] = step.missing
  const sureness = step.sureness === 'estimate' ? say(' (estimate)', '（估计）') : ''
  return [
    strong(`${pick(step.headline)}${sureness}`),
    text(say('. ', '。')),
    text(pick(step.answer)),
    ...(shown.length > 0
      ? [
          text(say(' Findings: ', '发现：')),
          ...joined(
            shown.map((finding) => reference(finding.label, findingAnchor(finding))),
            say(', ', '、'),
          ),
          text(say('.', '。')),
        ]
      : []),
    ...(step.sureness === 'unknown' && missing
      ? [text(say(` ${pick(missing.what)}: `, `${pick(missing.what)}：`)), code(missing.command)]
      : []),
  ]
}
