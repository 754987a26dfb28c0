import { buildReportInput } from '../../engine/jobs/buildReportInput.ts'
import type { CaseContext } from '../CaseContext.ts'
import type { Handlers } from './index.ts'

const MAX_AUDIT_PAGE = 500

/** The report's settings and its document, and the audit chain it prints. */
export const reportHandlers = (
  context: CaseContext,
): Handlers<'report.get' | 'report.update' | 'report.document' | 'audit.list'> => ({
  'report.get': () => context.caseFile.report.get(),

  'report.update': (change) => {
    const settings = context.caseFile.report.update(change)
    context.changed(['report', 'edits'])
    return settings
  },

  'report.document': async ({ language }) => {
    // Loaded when asked for: a case opens faster without it.
    const { buildReport } = await import('../../engine/report/index.ts')
    return buildReport(buildReportInput(context.caseFile, { language }))
  },

  'audit.list': ({ offset, limit }) => ({
    entries: context.caseFile.audit.list(Math.max(0, offset), Math.min(limit, MAX_AUDIT_PAGE)),
    total: context.caseFile.audit.count(),
    isIntact: context.caseFile.audit.verify().isIntact,
  }),
})
