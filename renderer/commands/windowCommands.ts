import type { Preferences } from '../../shared/contract/appCalls.ts'
import { copyText } from '../components/clipboard.ts'
import { translate as t } from '../i18n/index.ts'
import { addressOf } from '../router.ts'
import { useCaseStore } from '../stores/caseStore.ts'
import { useCommandStore, type Command } from '../stores/commands.ts'
import { useLayoutStore } from '../stores/layout.ts'
import { usePreferencesStore } from '../stores/preferences.ts'
import { useSelectionStore } from '../stores/selection.ts'
import { VIEWS } from '../views/index.ts'

/** The selection as text that opens it again: pasted into a chat, typed into the palette. */
function copyLink(): Promise<void> {
  const { path, query } = addressOf(useSelectionStore().link)
  const search = new URLSearchParams(query).toString()
  return copyText(`#${path}${search ? `?${search}` : ''}`)
}

function viewCommands(): Command[] {
  const selection = useSelectionStore()
  const cases = useCaseStore()
  return [
    {
      id: 'view.home',
      group: 'view',
      title: () => t('common.view.home'),
      icon: 'home',
      keys: ['g h'],
      run: () => selection.goTo('home'),
    },
    ...VIEWS.map(({ name, icon, keys }) => ({
      id: `view.${name}`,
      group: 'view' as const,
      title: () => t(`common.view.${name}`),
      icon,
      keys: [keys],
      isEnabled: () => cases.isOpen,
      run: () => selection.goTo(name),
    })),
  ]
}

function themeCommands(): Command[] {
  const preferences = usePreferencesStore()
  const themes: Preferences['theme'][] = ['system', 'light', 'dark', 'contrast']
  return themes.map((theme) => ({
    id: `window.theme.${theme}`,
    group: 'window',
    title: () => t('commands.theme', { name: t(`settings.theme.${theme}`) }),
    icon: 'eye',
    isEnabled: () => preferences.theme !== theme,
    run: () => preferences.set({ theme }),
  }))
}

/** Views, panes, looks and help. */
export function windowCommands(): Command[] {
  const commands = useCommandStore()
  const layout = useLayoutStore()
  const selection = useSelectionStore()
  const preferences = usePreferencesStore()
  const toggle = (name: 'isPaletteOpen' | 'isShortcutsOpen' | 'isSettingsOpen') => (): void => {
    commands[name] = !commands[name]
  }
  return [
    ...viewCommands(),
    {
      id: 'window.palette',
      group: 'window',
      title: () => t('commands.palette'),
      icon: 'search',
      keys: ['$mod+KeyK'],
      run: toggle('isPaletteOpen'),
    },
    {
      id: 'window.inspector',
      group: 'window',
      title: () => t('commands.inspector'),
      icon: 'inspector',
      keys: ['$mod+KeyB'],
      run: layout.toggleInspector,
    },
    {
      id: 'window.settings',
      group: 'window',
      title: () => t('commands.settings'),
      icon: 'settings',
      keys: ['$mod+Comma'],
      run: toggle('isSettingsOpen'),
    },
    {
      id: 'help.shortcuts',
      group: 'help',
      title: () => t('commands.shortcuts'),
      icon: 'help',
      keys: ['Shift+Slash'],
      run: toggle('isShortcutsOpen'),
    },
    {
      id: 'selection.copyLink',
      group: 'selection',
      title: () => t('commands.copyLink'),
      icon: 'link',
      keys: ['$mod+Shift+KeyL'],
      isEnabled: () => selection.view !== 'home',
      run: copyLink,
    },
    {
      id: 'selection.showAll',
      group: 'selection',
      title: () => t('commands.showAll'),
      icon: 'close',
      keys: ['Escape'],
      isEnabled: () => selection.range !== null,
      run: selection.showAll,
    },
    {
      id: 'window.back',
      group: 'window',
      title: () => t('commands.back'),
      icon: 'undo',
      keys: ['Alt+ArrowLeft'],
      run: () => history.back(),
    },
    {
      id: 'window.forward',
      group: 'window',
      title: () => t('commands.forward'),
      icon: 'redo',
      keys: ['Alt+ArrowRight'],
      run: () => history.forward(),
    },
    ...themeCommands(),
    {
      id: 'window.language',
      group: 'window',
      title: () => t('commands.otherLanguage'),
      icon: 'settings',
      run: () => preferences.set({ language: preferences.shownLanguage === 'en' ? 'zh-CN' : 'en' }),
    },
  ]
}
