// Which captures of a checklist the sources of a case show.
import { SOURCE_KINDS } from '../records/index.ts'
import type { CaseChecklist, Source } from '../records/index.ts'
import { captureOf } from './captures.ts'
import type { Capture } from './captures.ts'
import { templateOf } from './templates.ts'
import type { ChecklistItem, ChecklistTemplate } from './templates.ts'

/**
 * `found`: the sources show it; `have`, `cannot`: people said so; `some`: fewer sources than it needs; `open`: nothing yet.
 */
export type ItemState = 'found' | 'have' | 'cannot' | 'some' | 'open'

export interface ItemProgress extends ChecklistItem {
  /** Under which marks of the case are kept. */
  id: string
  details: Capture
  state: ItemState
  /** Sources that count. */
  found: number
  /** False: this version reads none of its kinds, so no import can tick it. */
  isReadable: boolean
  /** False: there is no such capture file; only people can tick it. */
  isFile: boolean
}

export interface ChecklistProgress {
  template: ChecklistTemplate
  items: ItemProgress[]
  /** Items that need nothing more: found, at hand, or not to be had. */
  settled: number
}

type Shown = Pick<Source, 'kind' | 'variant'>

/** Null for a template this version does not know. */
export function checklistProgress(checklist: CaseChecklist, sources: readonly Shown[]): ChecklistProgress | null {
  const template = templateOf(checklist.template)
  if (!template) return null
  const items = template.items.map((item) => itemProgress(item, checklist, sources))
  return { template, items, settled: items.filter(({ state }) => state !== 'open' && state !== 'some').length }
}

function itemProgress(item: ChecklistItem, { marks }: CaseChecklist, sources: readonly Shown[]): ItemProgress {
  const details = captureOf(item.capture)
  const found = countSources(details, sources)
  const mark = marks[item.capture] ?? null
  const state = found >= details.atLeast && details.kinds.length > 0 ? 'found' : (mark ?? (found > 0 ? 'some' : 'open'))
  return {
    ...item,
    id: item.capture,
    details,
    state,
    found,
    isReadable: details.kinds.some((kind) => (SOURCE_KINDS as readonly string[]).includes(kind)),
    isFile: details.kinds.length > 0,
  }
}

/** Sources that show a capture; where it lists variants and needs as many, each variant counts once. */
function countSources({ kinds, variants, atLeast }: Capture, sources: readonly Shown[]): number {
  const fitting = sources.filter(
    ({ kind, variant }) => kinds.includes(kind) && (!variants || (variant !== null && variants.includes(variant))),
  )
  const isOneOfEach = variants !== undefined && variants.length > 1 && atLeast === variants.length
  return isOneOfEach ? new Set(fitting.map(({ variant }) => variant)).size : fitting.length
}
