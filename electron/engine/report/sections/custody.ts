import { counted } from '../../../../shared/lib/counted.ts'
import type { AuditEntry, ReportBlock } from '../../../../shared/records/index.ts'
import { formatCount, formatDateTime } from '../../../../shared/units/format.ts'
import type { ReportContext } from '../context.ts'
import { cell, code, paragraph, strong } from '../inline.ts'

/** Entries printed: the beginning, where the case came from, and the end, which the head hash seals. */
const FIRST = 60
const LAST = 60

/** Who did what to the case, from the hash-chained audit table. */
export function custodySection(context: ReportContext): ReportBlock[] {
  const { input, say } = context
  const { audit } = input
  const blocks: ReportBlock[] = [
    paragraph([
      say(
        'Every change of the case is an entry of a chain in which each entry’s SHA-256 covers the one before. ',
        '对案例的每次改动都记入一条链，每个条目的 SHA-256 都覆盖前一条目。',
      ),
      audit.isIntact
        ? say(
            `The chain of ${counted(audit.total, 'entry', 'entries', formatCount(audit.total))} was checked when this report was built and is intact.`,
            `生成本报告时校验了共 ${formatCount(audit.total)} 条的记录链，链条完整。`,
          )
        : strong(
            say(
              'The chain was checked when this report was built and is broken: entries were changed outside Heapcase.',
              '生成本报告时校验发现记录链已断裂：有条目在 Heapcase 之外被改动。',
            ),
          ),
      say(' Its head is ', '链头为 '),
      code(audit.head === '' ? '–' : audit.head),
      say('.', '。'),
    ]),
  ]
  if (audit.entries.length === 0) return blocks
  const cut = audit.entries.length > FIRST + LAST
  const shown = cut ? [...audit.entries.slice(0, FIRST), ...audit.entries.slice(-LAST)] : audit.entries
  blocks.push(
    context.table({
      id: 'table-custody',
      caption:
        shown.length < audit.total
          ? say(
              `${formatCount(shown.length)} of ${formatCount(audit.total)} entries, ${input.zone.label}.`,
              `共 ${formatCount(audit.total)} 条，此处列出 ${formatCount(shown.length)} 条，时区 ${input.zone.label}。`,
            )
          : say(`All entries, ${input.zone.label}.`, `全部条目，时区 ${input.zone.label}。`),
      columns: [
        { title: '#', align: 'right' },
        { title: say('Time', '时间'), align: 'left', isNarrow: true },
        { title: say('By', '操作者'), align: 'left' },
        { title: say('Action', '操作'), align: 'left', isNarrow: true },
        { title: say('About', '内容'), align: 'left' },
        { title: 'SHA-256', align: 'left', isMono: true, isNarrow: true },
      ],
      rows: shown.map((entry) => [
        cell(formatCount(entry.sequence)),
        cell(formatDateTime(entry.atMs, input.zone)),
        cell(entry.author === '' ? '–' : entry.author),
        [code(entry.action)],
        cell(detailText(entry)),
        [code(entry.hash.slice(0, 12))],
      ]),
    }),
  )
  return blocks
}

const MOST = 60
/** Row ids mean nothing outside the case; kind and reader stand in the evidence register. */
const LEFT_OUT = /Id$|^(kind|reader)$/

/** `incident/checkout.log, sha256 a41c8fdfc339…, bytes 407,552` from the entry's JSON: what identifies it first, row ids left out. */
function detailText({ detail }: AuditEntry): string {
  const { path, name, ...others } = detail
  const subject = path ?? name
  const parts = Object.entries(others).flatMap(([key, value]) => {
    const shown = valueText(value)
    return shown === '' || LEFT_OUT.test(key) ? [] : [`${key} ${shown}`]
  })
  return [...(subject === undefined ? [] : [valueText(subject)]), ...parts].join(', ')
}

function valueText(value: unknown): string {
  if (value === null || value === undefined) return ''
  if (Array.isArray(value)) return formatCount(value.length)
  if (typeof value === 'number') return formatCount(value)
  const shown = typeof value === 'string' ? value : JSON.stringify(value)
  if (/^[0-9a-f]{64}$/.test(shown)) return `${shown.slice(0, 12)}…`
  return shown.length > MOST ? `${shown.slice(0, MOST - 1)}…` : shown
}
