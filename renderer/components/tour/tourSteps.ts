// Where each step of the tour leads and what it points at, worked out from the findings of the case that is open.
import type { FindingWithVerdict, ViewLink } from '../../../shared/records/index.ts'
import type { TourStep } from '../../stores/tour.ts'

/** `data-tour` of the element a step is about. */
export const TOUR_TARGET: Readonly<Record<TourStep, string>> = {
  claim: 'claim',
  evidence: 'evidence',
  cycles: 'gc-charts',
  growth: 'compare',
  refutation: 'refutation',
  verdict: 'verdict',
  report: 'export',
}

/** The finding of the Overview's headline. */
const topOf = (findings: readonly FindingWithVerdict[]): FindingWithVerdict | undefined =>
  findings.find(({ verdict, isStale }) => verdict?.kind !== 'dismissed' && !isStale)

/** The first evidence link into a view, the most serious finding first. */
function linkInto(findings: readonly FindingWithVerdict[], view: ViewLink['view']): ViewLink | undefined {
  for (const { evidence } of findings) {
    const found = evidence.find(({ link }) => link.view === view)
    if (found) return found.link
  }
  return undefined
}

/** Where a step leads; the view alone while there are no findings yet. */
export function tourLink(step: TourStep, findings: readonly FindingWithVerdict[]): ViewLink {
  const top = topOf(findings)
  const onTop: ViewLink = { view: 'findings', ...(top && { findingKey: top.key }) }
  switch (step) {
    case 'claim':
      return { view: 'overview' }
    case 'evidence':
    case 'refutation':
    case 'verdict':
      return onTop
    case 'cycles':
      return linkInto(findings, 'gcCycles') ?? { view: 'gcCycles' }
    case 'growth':
      return linkInto(findings, 'profile') ?? { view: 'profile' }
    case 'report':
      return { view: 'report' }
  }
}

/** What the texts of the steps name: the label of the headline and of the evidence it is followed to. */
export function tourNames(findings: readonly FindingWithVerdict[]): { finding: string; evidence: string } {
  const top = topOf(findings)
  return { finding: top?.label ?? '–', evidence: top?.evidence[0]?.id ?? '–' }
}
