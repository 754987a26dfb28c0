// The native menu of the desktop shell: which commands stand where. Words and keys come from the commands; entries of the system
// (`role`) have their words here, because nothing else offers them.
import { localText, type LocalText } from '../lib/localText.ts'
import type { CommandId } from './index.ts'

/** What the system does by itself, as Electron names it. */
export type MenuRole =
  | 'about'
  | 'hide'
  | 'hideOthers'
  | 'unhide'
  | 'quit'
  | 'cut'
  | 'copy'
  | 'paste'
  | 'selectAll'
  | 'resetZoom'
  | 'zoomIn'
  | 'zoomOut'
  | 'togglefullscreen'
  | 'toggleDevTools'
  | 'minimize'
  | 'zoom'
  | 'close'

export type MenuEntry = { only?: 'mac' | 'others' | 'development' } & (
  | { kind: 'command'; id: CommandId }
  | { kind: 'role'; role: MenuRole; title: LocalText }
  | { kind: 'line' }
  /** The cases opened last. */
  | { kind: 'recent'; title: LocalText }
)
export interface MenuSpec {
  id: string
  /** Null: the name of the app. */
  title: LocalText | null
  only?: 'mac'
  entries: readonly MenuEntry[]
}

const command = (id: CommandId, only?: MenuEntry['only']): MenuEntry => ({
  kind: 'command',
  id,
  ...(only !== undefined && { only }),
})
const role = (name: MenuRole, en: string, zh: string, only?: MenuEntry['only']): MenuEntry => ({
  kind: 'role',
  role: name,
  title: localText(en, zh),
  ...(only !== undefined && { only }),
})
const line: MenuEntry = { kind: 'line' }
const lineOn = (only: MenuEntry['only']): MenuEntry => ({ kind: 'line', ...(only !== undefined && { only }) })
const about = (only: MenuEntry['only']): MenuEntry => role('about', 'About Heapcase', '关于 Heapcase', only)

export const MENUS: readonly MenuSpec[] = [
  {
    id: 'app',
    title: null,
    only: 'mac',
    entries: [
      about('mac'),
      line,
      command('window.settings'),
      line,
      role('hide', 'Hide Heapcase', '隐藏 Heapcase'),
      role('hideOthers', 'Hide others', '隐藏其他'),
      role('unhide', 'Show all', '全部显示'),
      line,
      role('quit', 'Quit', '退出'),
    ],
  },
  {
    id: 'file',
    title: localText('File', '文件'),
    entries: [
      command('case.create'),
      command('case.open'),
      { kind: 'recent', title: localText('Open recent', '最近打开') },
      command('case.openSample'),
      line,
      command('import.files'),
      command('import.folder'),
      command('case.analyse'),
      line,
      command('case.saveAs'),
      command('report.export.pdf'),
      command('report.export.html'),
      command('report.export.markdown'),
      line,
      command('case.close'),
      lineOn('others'),
      role('quit', 'Quit', '退出', 'others'),
    ],
  },
  {
    id: 'edit',
    title: localText('Edit', '编辑'),
    entries: [
      command('edit.undo'),
      command('edit.redo'),
      line,
      role('cut', 'Cut', '剪切'),
      role('copy', 'Copy', '复制'),
      role('paste', 'Paste', '粘贴'),
      role('selectAll', 'Select all', '全选'),
      line,
      command('selection.copyLink'),
      lineOn('others'),
      command('window.settings', 'others'),
    ],
  },
  {
    id: 'view',
    title: localText('View', '视图'),
    entries: [
      command('view.home'),
      command('view.overview'),
      command('view.sources'),
      command('view.gcCycles'),
      command('view.memory'),
      command('view.goroutines'),
      command('view.series'),
      command('view.scheduler'),
      command('view.profile'),
      command('view.trace'),
      command('view.findings'),
      command('view.annotations'),
      command('view.report'),
      line,
      command('window.palette'),
      command('window.back'),
      command('window.forward'),
      command('selection.showAll'),
      line,
      command('window.inspector'),
      command('window.rail'),
      command('window.timeStrip'),
      command('window.jobs'),
      line,
      role('resetZoom', 'Actual size', '实际大小'),
      role('zoomIn', 'Zoom in', '放大'),
      role('zoomOut', 'Zoom out', '缩小'),
      role('togglefullscreen', 'Full screen', '全屏'),
      lineOn('development'),
      role('toggleDevTools', 'Developer tools', '开发者工具', 'development'),
    ],
  },
  {
    id: 'window',
    title: localText('Window', '窗口'),
    entries: [
      command('pane.splitRight'),
      command('pane.splitDown'),
      command('pane.next'),
      command('pane.previous'),
      command('pane.moveNext'),
      command('pane.movePrevious'),
      command('pane.focusNext'),
      command('pane.maximise'),
      line,
      command('pane.close'),
      command('pane.closeOthers'),
      command('pane.reopen'),
      command('pane.reset'),
      line,
      role('minimize', 'Minimize', '最小化'),
      role('zoom', 'Zoom', '缩放', 'mac'),
      role('close', 'Close window', '关闭窗口'),
    ],
  },
  {
    id: 'help',
    title: localText('Help', '帮助'),
    entries: [command('help.open'), command('help.shortcuts'), command('help.tour'), lineOn('others'), about('others')],
  },
]
