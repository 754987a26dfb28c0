// The order of the report. A section answers null when it has nothing to say; it is then left out.
import type { ReportBlock, ReportSectionId } from '../../../../shared/records/index.ts'
import type { ReportContext } from '../context.ts'
import { analysisSection } from './analysis.ts'
import { custodySection } from './custody.ts'
import { environmentSection } from './environment.ts'
import { findingsSection } from './findings.ts'
import { limitsSection } from './limits.ts'
import { actionsSection, factorsSection, impactSection } from './prose.ts'
import { registerSection } from './register.ts'
import { reproducibilitySection } from './reproducibility.ts'
import { summarySection } from './summary.ts'
import { timelineSection } from './timeline.ts'

export interface SectionBuilder {
  id: ReportSectionId
  build: (context: ReportContext) => ReportBlock[] | null
}

export const SECTIONS: readonly SectionBuilder[] = [
  { id: 'summary', build: summarySection },
  { id: 'impact', build: impactSection },
  { id: 'timeline', build: timelineSection },
  { id: 'findings', build: findingsSection },
  { id: 'analysis', build: analysisSection },
  { id: 'factors', build: factorsSection },
  { id: 'actions', build: actionsSection },
  { id: 'limits', build: limitsSection },
  { id: 'register', build: registerSection },
  { id: 'environment', build: environmentSection },
  { id: 'reproducibility', build: reproducibilitySection },
  { id: 'custody', build: custodySection },
]
