// What can be done from anywhere. Groups in the order of help and settings.
import { localText } from '../lib/localText.ts'
import type { CommandGroup, CommandSpec } from './command.ts'

export const GLOBAL_COMMANDS = {
  view: {
    'view.home': { title: localText('Cases', '案例'), icon: 'home', keys: ['g h'] },
    'view.overview': { title: localText('Overview', '概览'), icon: 'overview', keys: ['g o'], needs: 'case' },
    'view.sources': { title: localText('Sources', '来源'), icon: 'sources', keys: ['g s'], needs: 'case' },
    'view.gcCycles': { title: localText('GC cycles', 'GC 周期'), icon: 'gcCycles', keys: ['g c'], needs: 'case' },
    'view.memory': { title: localText('Memory', '内存'), icon: 'memory', keys: ['g m'], needs: 'case' },
    'view.goroutines': {
      title: localText('Goroutines', 'Goroutine'),
      icon: 'goroutines',
      keys: ['g g'],
      needs: 'case',
    },
    'view.series': { title: localText('Series', '序列'), icon: 'series', keys: ['g e'], needs: 'case' },
    'view.scheduler': { title: localText('Scheduler', '调度器'), icon: 'scheduler', keys: ['g d'], needs: 'case' },
    'view.profile': { title: localText('Profiles', '剖析'), icon: 'profile', keys: ['g p'], needs: 'case' },
    'view.trace': { title: localText('Traces', '执行跟踪'), icon: 'trace', keys: ['g t'], needs: 'case' },
    'view.findings': { title: localText('Findings', '发现'), icon: 'findings', keys: ['g f'], needs: 'case' },
    'view.annotations': { title: localText('Annotations', '批注'), icon: 'flag', keys: ['g a'], needs: 'case' },
    'view.report': { title: localText('Report', '报告'), icon: 'report', keys: ['g r'], needs: 'case' },
  },
  case: {
    // A browser keeps Ctrl+N and Ctrl+Shift+N for itself.
    'case.create': { title: localText('New case…', '新建案例…'), icon: 'plus', keys: ['$mod+Alt+n'] },
    'case.open': { title: localText('Open a case…', '打开案例…'), icon: 'folder', keys: ['$mod+o'] },
    'case.openSample': {
      title: localText('Open the sample case', '打开示例案例'),
      description: localText(
        'A recorded incident: a checkout service whose memory grows after a deploy.',
        '一次录制的事件：某结账服务在部署后内存持续增长。',
      ),
      icon: 'file',
    },
    'case.resetSample': {
      title: localText('Reset the sample case', '重置示例案例'),
      description: localText(
        'Makes it new from its captures; what was noted and judged in it is lost.',
        '用其采集文件重新生成；其中的批注和结论会丢失。',
      ),
      icon: 'refresh',
    },
    'case.saveAs': {
      title: localText('Save a copy…', '保存副本…'),
      icon: 'copy',
      keys: ['$mod+Shift+s'],
      needs: 'case',
    },
    'case.close': { title: localText('Close the case', '关闭案例'), icon: 'close', needs: 'case' },
    'case.analyse': {
      title: localText('Run the analysis again', '重新运行分析'),
      description: localText(
        'Runs every rule over everything in the case; verdicts are kept.',
        '对案例中的全部内容重新运行每条规则；结论保留不变。',
      ),
      icon: 'refresh',
      needs: 'writableCase',
    },
  },
  import: {
    'import.files': { title: localText('Import files…', '导入文件…'), icon: 'file', keys: ['$mod+i'] },
    'import.folder': { title: localText('Import a folder…', '导入文件夹…'), icon: 'folder', keys: ['$mod+Shift+i'] },
  },
  edit: {
    'edit.undo': {
      title: localText('Undo', '撤销'),
      description: localText(
        'Takes back the last verdict, annotation, limit or report change, even after a restart.',
        '撤回最近一次结论、批注、限值或报告的修改，重启后仍可撤回。',
      ),
      icon: 'undo',
      keys: ['$mod+z'],
      repeats: true,
      needs: 'writableCase',
    },
    'edit.redo': {
      title: localText('Redo', '重做'),
      icon: 'redo',
      keys: ['$mod+Shift+z', '$mod+y'],
      repeats: true,
      needs: 'writableCase',
    },
  },
  report: {
    'report.export.pdf': {
      title: localText('Export report as PDF…', '将报告导出为 PDF…'),
      icon: 'download',
      keys: ['$mod+e'],
      needs: 'case',
    },
    'report.export.html': {
      title: localText('Export report as HTML…', '将报告导出为 HTML…'),
      icon: 'download',
      needs: 'case',
    },
    'report.export.markdown': {
      title: localText('Export report as Markdown…', '将报告导出为 Markdown…'),
      icon: 'download',
      needs: 'case',
    },
  },
  selection: {
    'selection.annotate': {
      title: localText('Annotate what is selected', '批注所选内容'),
      description: localText(
        'What has the focus, is selected or is pointed at: an instant, a time range, a row, a line, a finding.',
        '批注焦点所在、已选中或指针所指的内容：时刻、时间范围、表格行、源行或发现。',
      ),
      icon: 'flag',
      keys: ['a'],
      needs: 'writableCase',
    },
    'selection.annotations': {
      title: localText('Show all annotations', '显示全部批注'),
      icon: 'flag',
      keys: ['Shift+a'],
      needs: 'case',
    },
    'selection.copyLink': {
      title: localText('Copy a link to this view', '复制此视图的链接'),
      description: localText(
        'Paste it into the palette to come back to exactly what is shown now.',
        '粘贴到命令面板即可回到此刻所见。',
      ),
      icon: 'link',
      keys: ['$mod+Shift+l'],
    },
    'selection.showAll': {
      title: localText('Show the whole time range', '显示全部时间范围'),
      icon: 'close',
      keys: ['Escape'],
    },
    'time.placeB': {
      title: localText('Place the baseline instant B', '放置基线时刻 B'),
      description: localText(
        'Under the pointer on the time strip, otherwise at the start of the range.',
        '放在时间条上指针所指之处；指针不在时间条上时放在所选范围的起点。',
      ),
      icon: 'flag',
      keys: ['i b'],
      needs: 'case',
    },
    'time.placeC': {
      title: localText('Place the candidate instant C', '放置候选时刻 C'),
      description: localText(
        'Under the pointer on the time strip, otherwise at the end of the range.',
        '放在时间条上指针所指之处；指针不在时间条上时放在所选范围的终点。',
      ),
      icon: 'flag',
      keys: ['i c'],
      needs: 'case',
    },
    'time.removeInstants': {
      title: localText('Remove B and C', '移除 B 和 C'),
      icon: 'close',
      keys: ['i x'],
      needs: 'case',
    },
  },
  pane: {
    'pane.splitRight': {
      title: localText('Split to the right', '向右拆分'),
      description: localText('The same view once more, beside this one.', '在旁边再打开一次相同的视图。'),
      icon: 'split',
      keys: ['$mod+\\', 'w r'],
      needs: 'case',
    },
    'pane.splitDown': { title: localText('Split downwards', '向下拆分'), icon: 'split', keys: ['w d'], needs: 'case' },
    // A browser keeps Ctrl+W for itself.
    'pane.close': {
      title: localText('Close the tab', '关闭标签页'),
      icon: 'close',
      keys: ['Alt+w', 'w c'],
      needs: 'case',
    },
    'pane.closeOthers': {
      title: localText('Close the other tabs', '关闭其他标签页'),
      icon: 'close',
      keys: ['w o'],
      needs: 'case',
    },
    'pane.reopen': {
      title: localText('Reopen the closed tab', '重新打开已关闭的标签页'),
      icon: 'undo',
      keys: ['Alt+Shift+w', 'w u'],
      needs: 'case',
    },
    'pane.next': {
      title: localText('Next tab', '下一个标签页'),
      icon: 'forward',
      keys: ['Alt+PageDown'],
      repeats: true,
      needs: 'case',
    },
    'pane.previous': {
      title: localText('Tab before', '上一个标签页'),
      icon: 'back',
      keys: ['Alt+PageUp'],
      repeats: true,
      needs: 'case',
    },
    'pane.moveNext': {
      title: localText('Move the tab to the next group', '将标签页移到下一组'),
      description: localText('With only one group, into one of its own.', '只有一组时另成一组。'),
      icon: 'forward',
      keys: ['Alt+Shift+PageDown'],
      needs: 'case',
    },
    'pane.movePrevious': {
      title: localText('Move the tab to the group before', '将标签页移到上一组'),
      icon: 'back',
      keys: ['Alt+Shift+PageUp'],
      needs: 'case',
    },
    'pane.focusNext': {
      title: localText('Go to the next group', '转到下一组'),
      icon: 'forward',
      keys: ['w w'],
      needs: 'case',
    },
    'pane.focusPrevious': {
      title: localText('Go to the group before', '转到上一组'),
      icon: 'back',
      keys: ['w Shift+w'],
      needs: 'case',
    },
    'pane.grow': {
      title: localText('Make the group larger', '扩大当前组'),
      icon: 'plus',
      keys: ['Alt+=', 'w ='],
      repeats: true,
      needs: 'case',
    },
    'pane.shrink': {
      title: localText('Make the group smaller', '缩小当前组'),
      icon: 'collapse',
      keys: ['Alt+-', 'w -'],
      repeats: true,
      needs: 'case',
    },
    'pane.maximise': {
      title: localText('Fill the window with the group, or go back', '当前组占满窗口，或还原'),
      icon: 'external',
      keys: ['Alt+m'],
      needs: 'case',
    },
    'pane.reset': { title: localText('Reset the layout', '重置布局'), icon: 'refresh', needs: 'case' },
  },
  window: {
    'window.palette': {
      title: localText('Search and commands', '搜索与命令'),
      description: localText(
        'Views, commands, findings, sources, functions, annotations and help in one list.',
        '在同一列表中搜索视图、命令、发现、来源、函数、批注和帮助。',
      ),
      icon: 'search',
      keys: ['$mod+k'],
      overDialogs: true,
      inFields: true,
    },
    'window.palette.commands': {
      title: localText('Find a command', '查找命令'),
      icon: 'chevronRight',
      keys: ['$mod+Shift+p', '>'],
    },
    'window.palette.functions': {
      title: localText('Find a function', '查找函数'),
      icon: 'profile',
      keys: ['@'],
      needs: 'case',
    },
    'window.palette.findings': {
      title: localText('Find a finding', '查找发现'),
      icon: 'findings',
      keys: ['#'],
      needs: 'case',
    },
    'window.palette.goTo': {
      title: localText('Go to a time, GC cycle or line', '转到时间、GC 周期或行'),
      icon: 'link',
      keys: [':'],
      needs: 'case',
    },
    'window.inspector': {
      title: localText('Show or hide the inspector', '显示或隐藏检查器'),
      icon: 'inspector',
      keys: ['$mod+b'],
      needs: 'case',
    },
    'window.rail': {
      title: localText('Fold or unfold the rail', '折叠或展开导航栏'),
      icon: 'collapse',
      keys: ['$mod+Shift+b'],
      needs: 'case',
    },
    'window.timeStrip': {
      title: localText('Show or hide the time strip', '显示或隐藏时间条'),
      icon: 'eye',
      needs: 'case',
    },
    'window.jobs': { title: localText('Show or hide the jobs', '显示或隐藏任务'), icon: 'more', keys: ['g j'] },
    'window.nextRegion': {
      title: localText('Go to the next part of the window', '转到窗口的下一部分'),
      description: localText(
        'Title bar, rail, time strip, panes, inspector, status bar.',
        '标题栏、导航栏、时间条、窗格、检查器、状态栏。',
      ),
      icon: 'chevronRight',
      keys: ['F6'],
      isKeyOnly: true,
    },
    'window.previousRegion': {
      title: localText('Go to the part of the window before', '转到窗口的上一部分'),
      icon: 'chevronRight',
      keys: ['Shift+F6'],
      isKeyOnly: true,
    },
    'window.back': { title: localText('Back', '后退'), icon: 'back', keys: ['Alt+ArrowLeft', '$mod+['] },
    'window.forward': { title: localText('Forward', '前进'), icon: 'forward', keys: ['Alt+ArrowRight', '$mod+]'] },
    'window.settings': {
      title: localText('Settings…', '设置…'),
      icon: 'settings',
      keys: ['$mod+,'],
      overDialogs: true,
    },
    'window.settings.keyboard': { title: localText('Change shortcuts…', '更改快捷键…'), icon: 'settings' },
    'window.theme.system': { title: localText('Theme: system', '主题：跟随系统'), icon: 'eye' },
    'window.theme.light': { title: localText('Theme: light', '主题：浅色'), icon: 'eye' },
    'window.theme.dark': { title: localText('Theme: dark', '主题：深色'), icon: 'eye' },
    'window.theme.contrast': { title: localText('Theme: high contrast', '主题：高对比度'), icon: 'eye' },
    'window.density': { title: localText('Compact or comfortable rows', '切换紧凑或宽松的行距'), icon: 'settings' },
    // Named in the other language: who reads the wrong one must find the way out.
    'window.language': { title: localText('切换到简体中文', 'Switch to English'), icon: 'settings' },
  },
  help: {
    'help.open': {
      title: localText('Help', '帮助'),
      description: localText('Opens with what the view in sight is about.', '打开时显示当前视图的说明。'),
      icon: 'help',
      keys: ['F1'],
    },
    'help.tour': {
      title: localText('Tour of the sample case', '示例案例导览'),
      description: localText(
        'Seven steps through a recorded incident; it can be left and goes on where it was left.',
        '七个步骤走完一次录制的事件；可随时离开，下次从离开处继续。',
      ),
      icon: 'help',
    },
    'help.shortcuts': {
      title: localText('Keyboard shortcuts', '键盘快捷键'),
      icon: 'help',
      keys: ['?'],
      overDialogs: true,
    },
  },
} as const satisfies Partial<Record<CommandGroup, Record<string, CommandSpec>>>
