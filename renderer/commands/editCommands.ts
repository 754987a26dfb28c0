import type { LocalText } from '../../shared/lib/localText.ts'
import { call } from '../api/client.ts'
import { commandOf } from '../../shared/commands/index.ts'
import { localized, translate as t } from '../i18n/index.ts'
import { useCaseStore } from '../stores/caseStore.ts'
import { useSharedSelection } from '../stores/selection.ts'
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
  const selection = useSharedSelection()
  // Home shows other cases: nothing is changed in one that is not in sight.
  const shown = (direction: 'undo' | 'redo'): LocalText | null =>
    selection.view === 'home' ? null : cases.edits[direction]
  const behaviour = (direction: 'undo' | 'redo'): FrameCommand => ({
    id: `edit.${direction}`,
    title: () => {
      const what = shown(direction)
      return what ? t(`commands.${direction}What`, { what: localized(what) }) : titleOf(direction)
    },
    isEnabled: () => shown(direction) !== null,
    run: () => step(direction),
  })
  return [behaviour('undo'), behaviour('redo')]
}
