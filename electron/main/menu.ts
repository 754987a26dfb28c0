import { Menu, app, type MenuItemConstructorOptions } from 'electron'
import type { Preferences, RecentCase } from '../../shared/contract/appCalls.ts'
import { acceleratorOf, commandOf } from '../../shared/commands/index.ts'
import { MENUS, type MenuEntry } from '../../shared/commands/menu.ts'
import type { Language } from '../../shared/lib/localText.ts'

export interface MenuParts {
  language: Language
  /** What the user bound instead of the default keys, by command. */
  bindings: Preferences['bindings']
  recent: readonly Pick<RecentCase, 'path' | 'name'>[]
  /** Commands that are not possible now. */
  disabled: ReadonlySet<string>
  /** Runs a command of the window by its id. */
  run: (id: string) => void
  openCase: (path: string) => void
}

const RECENT_SHOWN = 10

/**
 * The native menu, from the commands the window knows. Its entries run them in the window, which listens to their keys itself: the menu
 * shows keys and does not register them, so that no key runs a command twice.
 */
export function buildMenu({ language, bindings, recent, disabled, run, openCase }: MenuParts): Menu {
  const isMac = process.platform === 'darwin'
  const isHere = (only: MenuEntry['only']): boolean => {
    if (only === 'development') return !app.isPackaged
    return only === undefined || (only === 'mac') === isMac
  }

  const item = (entry: MenuEntry): MenuItemConstructorOptions => {
    switch (entry.kind) {
      case 'line':
        return { type: 'separator' }
      case 'role':
        return { label: entry.title[language], role: entry.role }
      case 'recent':
        return {
          id: 'recent',
          label: entry.title[language],
          enabled: recent.length > 0,
          submenu: recent.slice(0, RECENT_SHOWN).map(({ path, name }) => ({
            label: name,
            sublabel: path,
            click: () => openCase(path),
          })),
        }
      case 'command': {
        const { id, title, keys = [] } = commandOf(entry.id)
        const [accelerator] = (bindings[id] ?? keys).flatMap((text) => acceleratorOf(text) ?? [])
        return {
          id,
          label: title[language],
          enabled: !disabled.has(id),
          ...(accelerator !== undefined && { accelerator, registerAccelerator: false }),
          click: () => run(id),
        }
      }
    }
  }

  return Menu.buildFromTemplate(
    MENUS.filter(({ only }) => isHere(only)).map(({ id, title, entries }) => ({
      id,
      label: title?.[language] ?? app.name,
      submenu: entries.filter(({ only }) => isHere(only)).map(item),
    })),
  )
}

/** Greys out what is not possible, in the menu as it is: rebuilding it would close it under the pointer. */
export function enableMenuCommands(disabled: ReadonlySet<string>): void {
  const menu = Menu.getApplicationMenu()
  for (const { entries } of MENUS)
    for (const entry of entries) {
      const item = entry.kind === 'command' ? menu?.getMenuItemById(entry.id) : null
      if (item) item.enabled = !disabled.has(item.id)
    }
}
