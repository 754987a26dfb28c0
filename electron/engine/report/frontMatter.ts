import type { ReportDocument } from '../../../shared/records/index.ts'
import { formatBytes, formatCount, formatDateTime } from '../../../shared/units/format.ts'
import { findingAnchor, type ReportContext } from './context.ts'
import { casePeriod } from './period.ts'
import { STATUS } from './words.ts'

/** Findings told on the title page beside the claim. */
const HIGHLIGHTS = 4

/** Title page: what the report is called, what it claims, and where it comes from. */
export function frontMatter(
  context: ReportContext,
): Pick<ReportDocument, 'title' | 'subtitle' | 'front' | 'claim' | 'handling' | 'status' | 'authors' | 'highlights'> {
  const { input, say } = context
  const { settings } = input
  const top = context.findings[0]
  const status = context.pick(STATUS[settings.status])
  const bytes = input.sources.reduce((sum, source) => sum + source.bytes, 0)
  const period = casePeriod(input)
  const rows: [string, string | null][] = [
    [say('Service', '服务'), orNull(settings.service)],
    [say('Period', '时间范围'), period && periodText(context, period)],
    [say('Go version', 'Go 版本'), input.goVersion],
    [say('Prepared by', '编写'), orNull(settings.authors)],
    [say('Status', '状态'), status],
    [say('As of', '截至'), `${formatDateTime(input.builtAtMs, input.zone)} ${input.zone.label}`],
    [
      say('Evidence', '证据'),
      say(
        `${formatCount(input.sources.length)} ${input.sources.length === 1 ? 'source' : 'sources'}, ${formatBytes(bytes)}`,
        `${formatCount(input.sources.length)} 个来源，${formatBytes(bytes)}`,
      ),
    ],
    [say('Handling', '密级'), orNull(settings.handling)],
    [say('Case', '案例'), input.caseName],
    [say('Head of the custody log', '保管记录链头'), input.audit.head === '' ? null : input.audit.head.slice(0, 16)],
  ]
  return {
    title: orNull(settings.title) ?? say(`Profiling report: ${input.caseName}`, `剖析报告：${input.caseName}`),
    subtitle: settings.service.trim(),
    front: rows.flatMap(([term, value]) => (value === null ? [] : [{ term, value }])),
    claim: top ? context.pick(top.claim) : null,
    highlights: context.findings.slice(1, 1 + HIGHLIGHTS).map((finding) => ({
      severity: finding.severity,
      text: context.pick(finding.claim),
      to: findingAnchor(finding),
    })),
    handling: settings.handling.trim(),
    authors: settings.authors.trim(),
    status,
  }
}

function periodText({ input }: ReportContext, period: { from: number; to: number }): string {
  const from = formatDateTime(period.from, input.zone)
  const to = formatDateTime(period.to, input.zone)
  const sameDay = from.slice(0, 10) === to.slice(0, 10)
  return `${from} → ${sameDay ? to.slice(11) : to} ${input.zone.label}`
}

const orNull = (value: string): string | null => (value.trim() === '' ? null : value.trim())
