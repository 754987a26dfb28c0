// What the investigators set out to collect and the case does not have.
import { captureCommand } from '../../../../shared/collecting/script.ts'
import { checklistProgress } from '../../../../shared/collecting/progress.ts'
import type { ChecklistProgress, ItemProgress } from '../../../../shared/collecting/progress.ts'
import type { Inline, ReportBlock } from '../../../../shared/records/index.ts'
import { formatCount } from '../../../../shared/units/format.ts'
import type { ReportContext } from '../context.ts'
import { cell, code, lineBreak, text } from '../inline.ts'

/** Checklists of the case that this version knows. */
export function checklistsOf({ input }: ReportContext): ChecklistProgress[] {
  return input.checklists.flatMap((checklist) => checklistProgress(checklist, input.sources) ?? [])
}

/** One line per checklist for the environment: how much of it was collected. */
export function checklistEntries(context: ReportContext): { term: string; content: Inline[] }[] {
  const { say, pick } = context
  return checklistsOf(context).map(({ template, items }) => {
    const held = items.filter(({ state }) => state === 'found' || state === 'have')
    return {
      term: say('Set out to collect', '计划收集'),
      content: [
        text(
          say(
            `${pick(template.title)}: ${formatCount(held.length)} of ${formatCount(items.length)} captures`,
            `${pick(template.title)}：${formatCount(items.length)} 项中已有 ${formatCount(held.length)} 项`,
          ),
        ),
      ],
    }
  })
}

/** The captures that are missing, why they matter, and the commands; each once, however many checklists name it. */
export function notCollected(context: ReportContext): ReportBlock[] {
  const { say, pick } = context
  const all = checklistsOf(context).flatMap(({ items }) => items)
  const held = new Set(all.filter(({ state }) => state === 'found' || state === 'have').map(({ id }) => id))
  const missing = new Map<string, ItemProgress>()
  for (const item of all) if (!held.has(item.id) && !missing.has(item.id)) missing.set(item.id, item)
  if (missing.size === 0) return []
  return [
    {
      kind: 'heading',
      level: 2,
      id: 'limits-collected',
      number: null,
      text: say('What was not collected', '未收集的内容'),
    },
    context.table({
      id: 'table-collected',
      caption: say(
        'Captures of the checklists that the case does not have, and how to take them next time.',
        '检查清单中本案例缺少的采集，以及下次的采集方法。',
      ),
      columns: [
        { title: say('Capture', '采集'), align: 'left' },
        { title: say('Why it matters', '为何重要'), align: 'left' },
        { title: say('How', '方法'), align: 'left' },
      ],
      rows: [...missing.values()].map((item) => [
        cell(`${pick(item.details.title)}${stateWords(context, item)}`),
        cell(pick(item.why)),
        captureCommand(item.capture, 'pprof', {})
          .split('\n')
          .flatMap((line, index) => (index === 0 ? [code(line)] : [lineBreak, code(line)])),
      ]),
    }),
  ]
}

function stateWords({ say }: ReportContext, { state, found, details }: ItemProgress): string {
  if (state === 'cannot') return say(' (could not be collected)', '（无法收集）')
  if (state === 'some')
    return say(
      ` (${formatCount(found)} of ${formatCount(details.atLeast)})`,
      `（${formatCount(details.atLeast)} 份中有 ${formatCount(found)} 份）`,
    )
  return ''
}
