import { call } from '../api/client.ts'
import { translate as t } from '../i18n/index.ts'
import { useCaseStore } from '../stores/caseStore.ts'
import type { Command } from '../stores/commands.ts'
import { usePreferencesStore } from '../stores/preferences.ts'
import { useToastStore } from '../stores/toasts.ts'
import { engineText } from '../i18n/engineText.ts'

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
  const text = what[usePreferencesStore().shownLanguage]
  const back = direction === 'undo' ? 'redo' : 'undo'
  toasts.show(t(`commands.${direction}Done`, { what: text }), {
    action: { title: t(`commands.${back}`), run: () => void step(back) },
  })
}

export function editCommands(): Command[] {
  const cases = useCaseStore()
  const title = (direction: 'undo' | 'redo') => (): string => {
    const what = cases.edits[direction]?.[usePreferencesStore().shownLanguage]
    return what ? t(`commands.${direction}What`, { what }) : t(`commands.${direction}`)
  }
  const isPossible = (direction: 'undo' | 'redo') => (): boolean => !cases.isReadOnly && cases.edits[direction] !== null
  return [
    {
      id: 'edit.undo',
      group: 'edit',
      title: title('undo'),
      icon: 'undo',
      keys: ['$mod+KeyZ'],
      isEnabled: isPossible('undo'),
      run: () => step('undo'),
    },
    {
      id: 'edit.redo',
      group: 'edit',
      title: title('redo'),
      icon: 'redo',
      keys: ['$mod+Shift+KeyZ', '$mod+KeyY'],
      isEnabled: isPossible('redo'),
      run: () => step('redo'),
    },
  ]
}
