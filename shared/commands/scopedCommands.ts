// What can be done while a part of a view has the focus: its keys go there first, then to the view, then to the window.
import { localText } from '../lib/localText.ts'
import type { CommandSpec, ComponentScope } from './command.ts'

export const SCOPED_COMMANDS = {
  table: {
    'table.next': { title: localText('Next row', '下一行'), keys: ['ArrowDown'], isKeyOnly: true },
    'table.previous': { title: localText('Row before', '上一行'), keys: ['ArrowUp'], isKeyOnly: true },
    'table.pageDown': { title: localText('One page down', '下一页'), keys: ['PageDown'], isKeyOnly: true },
    'table.pageUp': { title: localText('One page up', '上一页'), keys: ['PageUp'], isKeyOnly: true },
    'table.first': { title: localText('First row', '首行'), keys: ['Home'], isKeyOnly: true },
    'table.last': { title: localText('Last row', '末行'), keys: ['End'], isKeyOnly: true },
    'table.open': { title: localText('Open the row', '打开该行'), keys: ['Enter'], isKeyOnly: true },
    'table.copy': { title: localText('Copy the row', '复制该行'), icon: 'copy', keys: ['$mod+c'] },
  },
  chart: {
    'chart.earlier': {
      title: localText('Move the range left', '范围左移'),
      description: localText('With Ctrl in small steps.', '按住 Ctrl 时以小步移动。'),
      keys: ['ArrowLeft', 'Control+ArrowLeft'],
      isKeyOnly: true,
    },
    'chart.later': {
      title: localText('Move the range right', '范围右移'),
      keys: ['ArrowRight', 'Control+ArrowRight'],
      isKeyOnly: true,
    },
    'chart.first': {
      title: localText('Move the range to the start', '将范围移到起点'),
      keys: ['Home'],
      isKeyOnly: true,
    },
    'chart.last': { title: localText('Move the range to the end', '将范围移到终点'), keys: ['End'], isKeyOnly: true },
    'chart.endEarlier': {
      title: localText('Move its end left', '终点左移'),
      keys: ['Shift+ArrowLeft', 'Control+Shift+ArrowLeft'],
      isKeyOnly: true,
    },
    'chart.endLater': {
      title: localText('Move its end right', '终点右移'),
      keys: ['Shift+ArrowRight', 'Control+Shift+ArrowRight'],
      isKeyOnly: true,
    },
    'chart.startEarlier': {
      title: localText('Move its start left', '起点左移'),
      keys: ['Alt+Shift+ArrowLeft', 'Control+Alt+Shift+ArrowLeft'],
      isKeyOnly: true,
    },
    'chart.startLater': {
      title: localText('Move its start right', '起点右移'),
      keys: ['Alt+Shift+ArrowRight', 'Control+Alt+Shift+ArrowRight'],
      isKeyOnly: true,
    },
    'chart.toStart': {
      title: localText('Extend the range to the start', '将范围延伸到起点'),
      keys: ['Alt+Shift+Home'],
      isKeyOnly: true,
    },
    'chart.toEnd': {
      title: localText('Extend the range to the end', '将范围延伸到终点'),
      keys: ['Shift+End'],
      isKeyOnly: true,
    },
    'chart.zoom': { title: localText('Show only the range', '只显示所选范围'), keys: ['Enter'], isKeyOnly: true },
    'chart.clear': { title: localText('Clear the range', '清除范围'), keys: ['Escape'], isKeyOnly: true },
  },
  flame: {
    'flame.parent': { title: localText('Caller', '调用者'), keys: ['ArrowUp'], isKeyOnly: true },
    'flame.child': { title: localText('Largest callee', '最大的被调用者'), keys: ['ArrowDown'], isKeyOnly: true },
    'flame.previous': { title: localText('Box to the left', '左侧方框'), keys: ['ArrowLeft'], isKeyOnly: true },
    'flame.next': { title: localText('Box to the right', '右侧方框'), keys: ['ArrowRight'], isKeyOnly: true },
    'flame.first': { title: localText('First box of the row', '该行首个方框'), keys: ['Home'], isKeyOnly: true },
    'flame.last': { title: localText('Last box of the row', '该行末个方框'), keys: ['End'], isKeyOnly: true },
    'flame.zoomIn': { title: localText('Zoom here', '放大到此处'), icon: 'search', keys: ['Enter', 'Space'] },
    'flame.zoomOut': { title: localText('Zoom out one level', '缩小一级'), keys: ['Escape'], isKeyOnly: true },
    'flame.zoomReset': { title: localText('Reset the zoom', '还原缩放'), icon: 'refresh', keys: ['0'] },
    'flame.copyName': { title: localText('Copy the name', '复制名称'), icon: 'copy', keys: ['$mod+c'] },
    'flame.showInTable': { title: localText('Show in the table', '在表格中显示'), icon: 'overview', keys: ['t'] },
    'flame.annotate': {
      title: localText('Annotate the function', '批注此函数'),
      icon: 'flag',
      keys: ['n'],
      needs: 'writableCase',
    },
  },
  list: {
    'list.next': { title: localText('Next entry', '下一项'), keys: ['ArrowDown'], isKeyOnly: true },
    'list.previous': { title: localText('Entry before', '上一项'), keys: ['ArrowUp'], isKeyOnly: true },
    'list.first': { title: localText('First entry', '首项'), keys: ['Home'], isKeyOnly: true },
    'list.last': { title: localText('Last entry', '末项'), keys: ['End'], isKeyOnly: true },
    'list.toggle': {
      title: localText('Check or uncheck the entry', '勾选或取消勾选'),
      keys: ['Space'],
      isKeyOnly: true,
    },
  },
  choice: {
    'choice.next': {
      title: localText('Choose the next one', '选择下一个'),
      keys: ['ArrowRight', 'ArrowDown'],
      isKeyOnly: true,
    },
    'choice.previous': {
      title: localText('Choose the one before', '选择上一个'),
      keys: ['ArrowLeft', 'ArrowUp'],
      isKeyOnly: true,
    },
  },
  splitter: {
    'splitter.less': {
      title: localText('Move the divider left or up', '将分隔条左移或上移'),
      keys: ['ArrowLeft', 'ArrowUp'],
      isKeyOnly: true,
    },
    'splitter.more': {
      title: localText('Move the divider right or down', '将分隔条右移或下移'),
      keys: ['ArrowRight', 'ArrowDown'],
      isKeyOnly: true,
    },
  },
  handle: {
    'handle.earlier': {
      title: localText('Move it earlier', '向前移动'),
      description: localText('With Shift in large steps.', '按住 Shift 时以大步移动。'),
      keys: ['ArrowLeft', 'ArrowDown', 'Shift+ArrowLeft', 'Shift+ArrowDown'],
      isKeyOnly: true,
    },
    'handle.later': {
      title: localText('Move it later', '向后移动'),
      keys: ['ArrowRight', 'ArrowUp', 'Shift+ArrowRight', 'Shift+ArrowUp'],
      isKeyOnly: true,
    },
    'handle.muchEarlier': {
      title: localText('Move it far earlier', '大步向前移动'),
      keys: ['PageDown'],
      isKeyOnly: true,
    },
    'handle.muchLater': { title: localText('Move it far later', '大步向后移动'), keys: ['PageUp'], isKeyOnly: true },
    'handle.first': { title: localText('Move it as early as possible', '移到最前'), keys: ['Home'], isKeyOnly: true },
    'handle.last': { title: localText('Move it as late as possible', '移到最后'), keys: ['End'], isKeyOnly: true },
    'handle.remove': {
      title: localText('Remove the instant', '移除该时刻'),
      keys: ['Delete', 'Backspace'],
      isKeyOnly: true,
    },
  },
  palette: {
    'palette.next': { title: localText('Next entry', '下一项'), keys: ['ArrowDown'], inFields: true, isKeyOnly: true },
    'palette.previous': {
      title: localText('Entry before', '上一项'),
      keys: ['ArrowUp'],
      inFields: true,
      isKeyOnly: true,
    },
    'palette.pageDown': {
      title: localText('One page down', '下一页'),
      keys: ['PageDown'],
      inFields: true,
      isKeyOnly: true,
    },
    'palette.pageUp': { title: localText('One page up', '上一页'), keys: ['PageUp'], inFields: true, isKeyOnly: true },
    'palette.run': {
      title: localText('Run or go there', '执行或前往'),
      keys: ['Enter'],
      inFields: true,
      isKeyOnly: true,
    },
  },
  editor: {
    'editor.save': { title: localText('Save', '保存'), keys: ['$mod+Enter'], inFields: true, isKeyOnly: true },
  },
  dialog: {
    'dialog.confirm': { title: localText('Confirm', '确认'), keys: ['Enter'], inFields: true, isKeyOnly: true },
  },
  tray: {
    'tray.close': { title: localText('Close', '关闭'), keys: ['Escape'], isKeyOnly: true },
  },
} as const satisfies Record<ComponentScope, Record<string, CommandSpec>>
