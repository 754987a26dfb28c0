import type { ReportDocument } from '../../../../shared/records/index.ts'

/** The report as GitHub-flavoured Markdown; drawings become their summary and a table of their main points. */
export function reportMarkdown(document: ReportDocument): string {
  return document.title
}
