import { call } from '../api/client.ts'
import { commandOf } from '../../shared/commands/index.ts'
import { localized, translate as t } from '../i18n/index.ts'
import { useCaseStore } from '../stores/caseStore.ts'
import type { FrameCommand } from '../stores/commands.ts'
import { useToastStore } from '../stores/toasts.ts'
import { engineText } from '../i18n/engineText.ts'

const titleOf = (direction: 'undo' | 'redo'): string => localized(commandOf(`edit.${direction}`).title)

/** Takes the last edit of judgement back, or brings it again, and says which one it was. */
async function step(direction: 'undo' | 'redo'): Promise<void> {
  const cases = useCaseStore()
  const toasts = useToastStore()
  const what = cases.edits[direction]
  const answer = await call(direction === 'undo' ? 'edits.undo' : 'edits.redo', {})
  if (!answer.ok) {
    toasts.show(engineText(answer.error), { tone: 'error' })
    return
  }
  cases.edits = answer.value
  if (!what) return
  const back = direction === 'undo' ? 'redo' : 'undo'
  toasts.show(t(`commands.${direction}Done`, { what: localized(what) }), {
    action: { title: titleOf(back), run: () => void step(back) },
  })
}

export function editCommands(): FrameCommand[] {
  const cases = useCaseStore()
  const behaviour = (direction: 'undo' | 'redo'): FrameCommand => ({
    id: `edit.${direction}`,
    title: () => {
      const what = cases.edits[direction]
      return what ? t(`commands.${direction}What`, { what: localized(what) }) : titleOf(direction)
    },
    isEnabled: () => cases.edits[direction] !== null,
    run: () => step(direction),
  })
  return [behaviour('undo'), behaviour('redo')]
}
