import { computed, watch } from 'vue'
import { MENUS } from '../../shared/commands/menu.ts'
import { callApp } from '../api/client.ts'
import { useCommandStore } from '../stores/commands.ts'
import { usePreferencesStore } from '../stores/preferences.ts'

const IN_MENU = MENUS.flatMap(({ entries }) => entries.flatMap((entry) => (entry.kind === 'command' ? [entry.id] : [])))

/** Tells a shell that has a menu which of its entries are not possible now. Called once, by the frame. */
export function useShellMenu(): void {
  const commands = useCommandStore()
  const preferences = usePreferencesStore()
  const disabled = computed(() => IN_MENU.filter((id) => !commands.isEnabled(id)))
  watch(
    () => (preferences.app?.shell === 'desktop' ? disabled.value.join(' ') : null),
    (text) => {
      if (text !== null) void callApp('app.disabledCommands', { ids: text.split(' ').filter(Boolean) })
    },
    { immediate: true },
  )
}
