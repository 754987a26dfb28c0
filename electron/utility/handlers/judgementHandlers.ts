import { CodedError } from '../../../shared/lib/result.ts'
import type { EditSubject } from '../../engine/casefile/types.ts'
import { citedAnnotations, settledAnchor } from '../../engine/jobs/placedAnnotations.ts'
import type { CaseContext, Changed } from '../CaseContext.ts'
import type { Handlers } from './index.ts'

/** Annotations, checklists, and taking back edits of any judgement. */
export const judgementHandlers = (
  context: CaseContext,
): Handlers<
  | 'annotations.list'
  | 'annotations.create'
  | 'annotations.update'
  | 'annotations.delete'
  | 'annotations.deleteAll'
  | 'annotations.detached'
  | 'annotations.retag'
  | 'checklists.list'
  | 'checklists.add'
  | 'checklists.remove'
  | 'checklists.mark'
  | 'edits.state'
  | 'edits.undo'
  | 'edits.redo'
> => ({
  'annotations.list': () => citedAnnotations(context.caseFile, context.allLives()),
  'annotations.detached': () => context.caseFile.annotations.detached(),

  'annotations.create': (draft) => {
    const { anchor } = draft
    if (anchor.kind === 'finding' && !context.caseFile.findings.list().some(({ key }) => key === anchor.key)) {
      throw new CodedError('casefile/no-such-finding', 'The case has no such finding (any more).', { key: anchor.key })
    }
    const annotation = context.caseFile.annotations.create({
      ...draft,
      anchor: settledAnchor(context.caseFile, anchor),
    })
    context.changed(['annotations', 'edits'])
    return annotation
  },

  'annotations.update': ({ id, text, tags, colour }) => {
    const annotation = context.caseFile.annotations.update(id, { text, tags, colour })
    context.changed(['annotations', 'edits'])
    return annotation
  },

  'annotations.delete': ({ id }) => {
    context.caseFile.annotations.delete(id)
    context.changed(['annotations', 'edits'])
    return null
  },

  'annotations.deleteAll': ({ ids }) => {
    context.caseFile.annotations.delete(ids)
    context.changed(['annotations', 'edits'])
    return null
  },

  'annotations.retag': ({ ids, add, remove }) => {
    context.caseFile.annotations.retag(ids, { add, remove })
    context.changed(['annotations', 'edits'])
    return null
  },

  'checklists.list': () => context.caseFile.checklists.list(),

  'checklists.add': ({ template }) => {
    context.caseFile.checklists.add(template)
    context.changed(['checklists', 'edits'])
    return null
  },

  'checklists.remove': ({ template }) => {
    context.caseFile.checklists.remove(template)
    context.changed(['checklists', 'edits'])
    return null
  },

  'checklists.mark': ({ template, item, mark }) => {
    context.caseFile.checklists.mark(template, item, mark)
    context.changed(['checklists', 'edits'])
    return null
  },

  'edits.state': () => context.caseFile.edits.state(),

  'edits.undo': () => {
    const state = context.caseFile.edits.undo()
    context.changed(touched(context.caseFile.edits.lastTouched()))
    return state
  },

  'edits.redo': () => {
    const state = context.caseFile.edits.redo()
    context.changed(touched(context.caseFile.edits.lastTouched()))
    return state
  },
})

function touched(subject: EditSubject | null): Changed {
  switch (subject) {
    case null:
      return ['edits']
    case 'lives':
      return ['sources', 'findings', 'edits']
    case 'limits':
      return ['findings', 'settings', 'edits']
    default:
      return [subject, 'edits']
  }
}
