import { Menu, app, type MenuItemConstructorOptions } from 'electron'
import type { RecentCase } from '../../shared/contract/appCalls.ts'
import type { Language, LocalText } from '../../shared/lib/localText.ts'
import { MENU_TEXTS, type MenuText } from './menuTexts.ts'

export interface MenuParts {
  language: Language
  recent: readonly Pick<RecentCase, 'path' | 'name'>[]
  /** Runs a command of the window by its id. */
  run: (id: string) => void
  openCase: (path: string) => void
}

const RECENT_SHOWN = 10

/**
 * The native menu. Its entries run the window's commands, whose keys the window listens to itself: the menu shows them and
 * does not register them, so that no key runs a command twice.
 */
export function buildMenu({ language, recent, run, openCase }: MenuParts): Menu {
  const say = (name: MenuText): string => (MENU_TEXTS[name] satisfies LocalText)[language]
  const command = (id: string, name: MenuText, accelerator?: string): MenuItemConstructorOptions => ({
    id,
    label: say(name),
    ...(accelerator !== undefined && { accelerator, registerAccelerator: false }),
    click: () => run(id),
  })
  const role = (
    name: MenuText,
    which: NonNullable<MenuItemConstructorOptions['role']>,
  ): MenuItemConstructorOptions => ({ label: say(name), role: which })
  const line: MenuItemConstructorOptions = { type: 'separator' }
  const isMac = process.platform === 'darwin'

  const recentMenu: MenuItemConstructorOptions = {
    id: 'recent',
    label: say('openRecent'),
    enabled: recent.length > 0,
    submenu: recent.slice(0, RECENT_SHOWN).map(({ path, name }) => ({
      label: name,
      sublabel: path,
      click: () => openCase(path),
    })),
  }
  const template: MenuItemConstructorOptions[] = [
    ...(isMac
      ? [
          {
            label: app.name,
            submenu: [
              role('about', 'about'),
              line,
              command('window.settings', 'settings', 'CmdOrCtrl+,'),
              line,
              role('hide', 'hide'),
              role('hideOthers', 'hideOthers'),
              role('showAll', 'unhide'),
              line,
              role('quit', 'quit'),
            ],
          },
        ]
      : []),
    {
      id: 'file',
      label: say('file'),
      submenu: [
        command('case.create', 'newCase', 'CmdOrCtrl+Shift+N'),
        command('case.open', 'openCase', 'CmdOrCtrl+O'),
        recentMenu,
        command('case.openSample', 'openSample'),
        line,
        command('import.files', 'importFiles', 'CmdOrCtrl+I'),
        command('import.folder', 'importFolder', 'CmdOrCtrl+Shift+I'),
        line,
        command('case.saveAs', 'saveAs', 'CmdOrCtrl+Shift+S'),
        command('report.export.pdf', 'exportPdf', 'CmdOrCtrl+E'),
        command('report.export.html', 'exportHtml'),
        command('report.export.markdown', 'exportMarkdown'),
        line,
        command('case.close', 'closeCase'),
        ...(isMac ? [] : [line, role('quit', 'quit')]),
      ],
    },
    {
      id: 'edit',
      label: say('edit'),
      submenu: [
        command('edit.undo', 'undo', 'CmdOrCtrl+Z'),
        command('edit.redo', 'redo', 'CmdOrCtrl+Shift+Z'),
        line,
        role('cut', 'cut'),
        role('copy', 'copy'),
        role('paste', 'paste'),
        role('selectAll', 'selectAll'),
        ...(isMac ? [] : [line, command('window.settings', 'settings', 'CmdOrCtrl+,')]),
      ],
    },
    {
      id: 'view',
      label: say('view'),
      submenu: [
        command('view.home', 'viewHome'),
        command('view.overview', 'viewOverview'),
        command('view.sources', 'viewSources'),
        command('view.gcCycles', 'viewGcCycles'),
        command('view.profile', 'viewProfile'),
        command('view.findings', 'viewFindings'),
        command('view.report', 'viewReport'),
        line,
        command('window.palette', 'palette', 'CmdOrCtrl+K'),
        command('window.inspector', 'inspector', 'CmdOrCtrl+B'),
        line,
        role('actualSize', 'resetZoom'),
        role('zoomIn', 'zoomIn'),
        role('zoomOut', 'zoomOut'),
        role('fullScreen', 'togglefullscreen'),
        ...(app.isPackaged ? [] : [line, role('developerTools', 'toggleDevTools')]),
      ],
    },
    {
      id: 'window',
      label: say('window'),
      submenu: [role('minimize', 'minimize'), ...(isMac ? [role('zoom', 'zoom')] : []), role('close', 'close')],
    },
    {
      id: 'help',
      label: say('help'),
      submenu: [command('help.shortcuts', 'shortcuts', '?'), ...(isMac ? [] : [line, role('about', 'about')])],
    },
  ]
  return Menu.buildFromTemplate(template)
}
