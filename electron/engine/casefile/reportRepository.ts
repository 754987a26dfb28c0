import { localText } from '../../../shared/lib/localText.ts'
import type { LocalText } from '../../../shared/lib/localText.ts'
import { PROSE_SECTIONS } from '../../../shared/records/index.ts'
import type { FindingKey, ProseSectionId, ReportSectionId, ReportSettings } from '../../../shared/records/index.ts'
import type { Context } from './context.ts'
import type { Report } from './types.ts'
import { jsonCell } from './jsonCell.ts'

type Flat = Omit<ReportSettings, 'prose' | 'excludedSections' | 'excludedFindings'>
type ReportRow = Flat & Record<ProseSectionId, string> & { excludedSections: string; excludedFindings: string }

const NAMES: Record<keyof Flat | ProseSectionId | 'excludedSections' | 'excludedFindings', LocalText> = {
  title: localText('title', '标题'),
  service: localText('service', '服务'),
  authors: localText('authors', '作者'),
  status: localText('status', '状态'),
  handling: localText('handling mark', '密级标注'),
  language: localText('language', '语言'),
  summary: localText('summary', '摘要'),
  impact: localText('impact', '影响'),
  factors: localText('contributing factors', '促成因素'),
  actions: localText('actions', '改进措施'),
  excludedSections: localText('sections', '章节取舍'),
  excludedFindings: localText('findings', '发现取舍'),
}

/** What people decided about the report: one row. Successive edits of the same fields fold into one (see editJournal.ts). */
export function reportRepository({ db, write, change }: Context): Report {
  const select = db.prepare<[], ReportRow>(`
    SELECT title, service, authors, status, handling, language, prose_summary AS summary, prose_impact AS impact,
      prose_factors AS factors, prose_actions AS actions, excluded_sections_json AS excludedSections,
      excluded_findings_json AS excludedFindings
    FROM report_settings WHERE id = 1`)
  const update = db.prepare(`
    UPDATE report_settings SET title = @title, service = @service, authors = @authors, status = @status, handling = @handling,
      language = @language, prose_summary = @summary, prose_impact = @impact, prose_factors = @factors,
      prose_actions = @actions, excluded_sections_json = @excludedSections, excluded_findings_json = @excludedFindings
    WHERE id = 1`)

  const row = (): ReportRow => {
    const found = select.get()
    if (!found) throw new Error('the case has no report settings')
    return found
  }
  const get = (): ReportSettings => toSettings(row())

  return {
    get,
    update: (asked) =>
      write(() => {
        const before = row()
        const settings = toSettings(before)
        const after = toRow({ ...settings, ...asked, prose: { ...settings.prose, ...asked.prose } })
        const fields = (Object.keys(NAMES) as (keyof typeof NAMES)[]).filter((name) => before[name] !== after[name])
        if (fields.length === 0) return settings
        const listed = (language: keyof LocalText, joint: string): string =>
          fields.map((name) => NAMES[name][language]).join(joint)
        change(
          {
            subject: 'report',
            what: localText(`Edit the report: ${listed('en', ', ')}`, `编辑报告：${listed('zh-CN', '、')}`),
            action: 'report.edit',
            foldKey: `report:${fields.join(',')}`,
          },
          'report_settings',
          { id: 1 },
          () => update.run(after),
        )
        return get()
      }),
  }
}

function toSettings({
  excludedSections,
  excludedFindings,
  summary,
  impact,
  factors,
  actions,
  ...flat
}: ReportRow): ReportSettings {
  return {
    ...flat,
    prose: { summary, impact, factors, actions },
    excludedSections: jsonCell<ReportSectionId[]>(
      excludedSections,
      'strings',
      'report_settings',
      'excluded_sections_json',
      1,
    ),
    excludedFindings: jsonCell<FindingKey[]>(
      excludedFindings,
      'strings',
      'report_settings',
      'excluded_findings_json',
      1,
    ),
  }
}

function toRow({ prose, excludedSections, excludedFindings, ...flat }: ReportSettings): ReportRow {
  const texts = Object.fromEntries(PROSE_SECTIONS.map((name) => [name, prose[name]])) as Record<ProseSectionId, string>
  return {
    ...flat,
    ...texts,
    excludedSections: JSON.stringify(excludedSections),
    excludedFindings: JSON.stringify(excludedFindings),
  }
}
