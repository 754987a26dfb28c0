import { CodedError } from '../../../shared/lib/result.ts'
import type { EditSubject } from '../../engine/casefile/types.ts'
import type { CaseContext, Changed } from '../CaseContext.ts'
import type { Handlers } from './index.ts'

/** Annotations, and taking back edits of any judgement. */
export const judgementHandlers = (
  context: CaseContext,
): Handlers<
  | 'annotations.list'
  | 'annotations.create'
  | 'annotations.update'
  | 'annotations.delete'
  | 'edits.state'
  | 'edits.undo'
  | 'edits.redo'
> => ({
  'annotations.list': () => context.caseFile.annotations.list(),

  'annotations.create': (draft) => {
    const { anchor } = draft
    if (anchor.kind === 'finding' && !context.caseFile.findings.list().some(({ key }) => key === anchor.key)) {
      throw new CodedError('casefile/no-such-finding', 'The case has no such finding (any more).', { key: anchor.key })
    }
    const annotation = context.caseFile.annotations.create(draft)
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
