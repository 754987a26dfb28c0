// Every command, whoever runs it.
import { localText, type LocalText } from '../lib/localText.ts'
import type { CommandGroup, CommandScope, CommandSpec, ComponentScope, DeclaredCommand } from './command.ts'
import { GLOBAL_COMMANDS } from './globalCommands.ts'
import { SCOPED_COMMANDS } from './scopedCommands.ts'
import { VIEW_COMMANDS } from './viewCommands.ts'

export * from './command.ts'
export * from './keys.ts'

type KeysOfAll<Table> = Table extends unknown ? keyof Table : never
export type GlobalCommandId = KeysOfAll<(typeof GLOBAL_COMMANDS)[keyof typeof GLOBAL_COMMANDS]>
export type ViewCommandId = KeysOfAll<(typeof VIEW_COMMANDS)[keyof typeof VIEW_COMMANDS]>
/** The commands of one kind of part: what `useKeys` may be given. */
export type ScopedCommandId<Scope extends ComponentScope = ComponentScope> = KeysOfAll<(typeof SCOPED_COMMANDS)[Scope]>
export type CommandId = GlobalCommandId | ViewCommandId | ScopedCommandId

const declared = (
  group: string,
  scope: CommandScope,
  specs: Readonly<Record<string, CommandSpec>>,
): DeclaredCommand[] =>
  Object.entries(specs).map(([id, spec]) => ({ ...spec, id, group: group as CommandGroup, scope }))

/** In the order of help and settings. */
export const COMMANDS: readonly DeclaredCommand[] = [
  ...Object.entries(GLOBAL_COMMANDS).flatMap(([group, specs]) => declared(group, 'global', specs)),
  ...Object.entries(VIEW_COMMANDS).flatMap(([view, specs]) => declared(view, `view:${view}` as CommandScope, specs)),
  ...Object.entries(SCOPED_COMMANDS).flatMap(([scope, specs]) => declared(scope, scope as ComponentScope, specs)),
]

const byId = new Map(COMMANDS.map((command) => [command.id, command]))

/** A command by an id from outside: a menu, kept preferences. Null: this version has none of that name. */
export const commandNamed = (id: string): DeclaredCommand | null => byId.get(id) ?? null

/** A command by its own id. */
export function commandOf(id: CommandId): DeclaredCommand {
  const command = byId.get(id)
  if (!command) throw new Error(`command ${id} is not declared`)
  return command
}

export const GROUP_TITLES: Readonly<Record<CommandGroup, LocalText>> = {
  view: localText('Views', '视图'),
  case: localText('Case', '案例'),
  import: localText('Import', '导入'),
  edit: localText('Edit', '编辑'),
  report: localText('Report', '报告'),
  selection: localText('Selection', '选择'),
  pane: localText('Tabs and panes', '标签页与窗格'),
  window: localText('Window', '窗口'),
  help: localText('Help', '帮助'),
  overview: localText('In Overview', '概览中'),
  sources: localText('In Sources', '来源中'),
  gcCycles: localText('In GC cycles', 'GC 周期中'),
  memory: localText('In Memory', '内存中'),
  goroutines: localText('In Goroutines', 'Goroutine 视图中'),
  series: localText('In Series', '序列中'),
  scheduler: localText('In Scheduler', '调度器中'),
  profile: localText('In Profiles', '剖析中'),
  trace: localText('In Execution traces', '执行跟踪中'),
  findings: localText('In Findings', '发现中'),
  annotations: localText('In Annotations', '批注中'),
  table: localText('In tables', '表格中'),
  search: localText('In search fields', '搜索框中'),
  chart: localText('In charts', '图表中'),
  flame: localText('In flame graphs', '火焰图中'),
  list: localText('In lists', '列表中'),
  choice: localText('In choices and tabs', '选项与标签页中'),
  completion: localText('In suggestions', '建议列表中'),
  lines: localText('On raw lines', '原始行上'),
  tour: localText('In the tour', '导览中'),
  splitter: localText('On dividers', '分隔条上'),
  handle: localText('On the handles of the time strip', '时间条的手柄上'),
  palette: localText('In the palette', '命令面板中'),
  editor: localText('In editors', '编辑器中'),
  dialog: localText('In dialogs', '对话框中'),
  tray: localText('In the job tray', '任务托盘中'),
}
