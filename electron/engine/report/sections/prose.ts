import type { ProseSectionId, ReportBlock } from '../../../../shared/records/index.ts'
import type { ReportContext } from '../context.ts'

/** What people wrote for a section; null where they wrote nothing. */
export function prose(context: ReportContext, section: ProseSectionId): ReportBlock[] | null {
  const markdown = context.input.settings.prose[section].trim()
  return markdown === '' ? null : [{ kind: 'prose', markdown }]
}

export const impactSection = (context: ReportContext): ReportBlock[] | null => prose(context, 'impact')
export const factorsSection = (context: ReportContext): ReportBlock[] | null => prose(context, 'factors')
export const actionsSection = (context: ReportContext): ReportBlock[] | null => prose(context, 'actions')
