import { copyText } from '../components/clipboard.ts'
import { topicOfView } from '../help/topics.ts'
import { addressOf } from '../router.ts'
import { useCaseStore } from '../stores/caseStore.ts'
import { useCommandStore, type FrameCommand } from '../stores/commands.ts'
import { useJobStore } from '../stores/jobs.ts'
import { useLayoutStore } from '../stores/layout.ts'
import { usePreferencesStore } from '../stores/preferences.ts'
import { useSelectionStore } from '../stores/selection.ts'
import { useTrailStore } from '../stores/trail.ts'
import { VIEWS, type CaseViewEntry } from '../views/index.ts'
import { focusRegion } from './regions.ts'

/** The selection as text that opens it again: pasted into a chat, typed into the palette. */
function copyLink(): Promise<void> {
  const { path, query } = addressOf(useSelectionStore().link)
  const search = new URLSearchParams(query).toString()
  return copyText(`#${path}${search ? `?${search}` : ''}`)
}

function viewCommands(): FrameCommand[] {
  const selection = useSelectionStore()
  const behaviour = (name: CaseViewEntry['name'] | 'home'): FrameCommand => ({
    id: `view.${name}`,
    run: () => selection.goTo(name),
  })
  return [behaviour('home'), ...VIEWS.map(({ name }) => behaviour(name))]
}

function themeCommands(): FrameCommand[] {
  const preferences = usePreferencesStore()
  return (['system', 'light', 'dark', 'contrast'] as const).map((theme) => ({
    id: `window.theme.${theme}`,
    isEnabled: () => preferences.theme !== theme,
    run: () => preferences.set({ theme }),
  }))
}

function paletteCommands(): FrameCommand[] {
  const commands = useCommandStore()
  return [
    {
      id: 'window.palette',
      run: () => (commands.isPaletteOpen ? (commands.isPaletteOpen = false) : commands.openPalette('')),
    },
    { id: 'window.palette.commands', run: () => commands.openPalette('>') },
    { id: 'window.palette.functions', run: () => commands.openPalette('@') },
    { id: 'window.palette.findings', run: () => commands.openPalette('#') },
    { id: 'window.palette.goTo', run: () => commands.openPalette(':') },
  ]
}

/** Views, panes, looks and help. */
export function windowCommands(): FrameCommand[] {
  const commands = useCommandStore()
  const cases = useCaseStore()
  const jobs = useJobStore()
  const layout = useLayoutStore()
  const selection = useSelectionStore()
  const preferences = usePreferencesStore()
  const trail = useTrailStore()
  return [
    ...viewCommands(),
    ...paletteCommands(),
    ...themeCommands(),
    { id: 'selection.copyLink', isEnabled: () => selection.view !== 'home', run: copyLink },
    { id: 'selection.showAll', isEnabled: () => selection.range !== null, run: selection.showAll },
    { id: 'window.inspector', isEnabled: () => cases.isOpen, run: layout.toggleInspector },
    { id: 'window.jobs', run: () => (jobs.isTrayOpen = !jobs.isTrayOpen) },
    { id: 'window.nextRegion', run: () => focusRegion(1) },
    { id: 'window.previousRegion', run: () => focusRegion(-1) },
    { id: 'window.back', isEnabled: () => trail.canGoBack, run: trail.back },
    { id: 'window.forward', isEnabled: () => trail.canGoForward, run: trail.forward },
    {
      id: 'window.settings',
      run: () => (commands.isSettingsOpen ? (commands.isSettingsOpen = false) : commands.openSettings('general')),
    },
    { id: 'window.settings.keyboard', run: () => commands.openSettings('keyboard') },
    {
      id: 'window.density',
      run: () => preferences.set({ density: preferences.density === 'compact' ? 'comfortable' : 'compact' }),
    },
    {
      id: 'window.language',
      run: () => preferences.set({ language: preferences.shownLanguage === 'en' ? 'zh-CN' : 'en' }),
    },
    { id: 'help.open', run: () => selection.openHelp(topicOfView(selection.view)) },
    { id: 'help.shortcuts', run: () => (commands.isShortcutsOpen = !commands.isShortcutsOpen) },
  ]
}
