// What can be done while a part of a view has the focus: its keys go there first, then to the view, then to the window.
import { localText } from '../lib/localText.ts'
import type { CommandSpec, ComponentScope } from './command.ts'
import { NOTE_SCOPES } from './noteScopes.ts'

export const SCOPED_COMMANDS = {
  table: {
    'table.next': { title: localText('Next row', '下一行'), keys: ['ArrowDown'], isKeyOnly: true },
    'table.previous': { title: localText('Row before', '上一行'), keys: ['ArrowUp'], isKeyOnly: true },
    'table.pageDown': { title: localText('One page down', '下一页'), keys: ['PageDown'], isKeyOnly: true },
    'table.pageUp': { title: localText('One page up', '上一页'), keys: ['PageUp'], isKeyOnly: true },
    'table.first': { title: localText('First row', '首行'), keys: ['$mod+Home', '$mod+ArrowUp'], isKeyOnly: true },
    'table.last': { title: localText('Last row', '末行'), keys: ['$mod+End', '$mod+ArrowDown'], isKeyOnly: true },
    'table.right': {
      title: localText('Cell to the right', '右侧单元格'),
      description: localText('From a whole row into its first cell.', '从整行进入其首个单元格。'),
      keys: ['ArrowRight'],
      isKeyOnly: true,
    },
    'table.left': {
      title: localText('Cell to the left', '左侧单元格'),
      description: localText('From the first cell back to the whole row.', '从首个单元格回到整行。'),
      keys: ['ArrowLeft'],
      isKeyOnly: true,
    },
    'table.lineStart': {
      title: localText('First row, or first cell of the row', '首行，或该行首个单元格'),
      keys: ['Home'],
      isKeyOnly: true,
    },
    'table.lineEnd': {
      title: localText('Last row, or last cell of the row', '末行，或该行末个单元格'),
      keys: ['End'],
      isKeyOnly: true,
    },
    'table.extendNext': {
      title: localText('Select the next row, too', '扩展选择到下一行'),
      keys: ['Shift+ArrowDown'],
      isKeyOnly: true,
    },
    'table.extendPrevious': {
      title: localText('Select the row before, too', '扩展选择到上一行'),
      keys: ['Shift+ArrowUp'],
      isKeyOnly: true,
    },
    'table.extendPageDown': {
      title: localText('Select one page down', '扩展选择到下一页'),
      keys: ['Shift+PageDown'],
      isKeyOnly: true,
    },
    'table.extendPageUp': {
      title: localText('Select one page up', '扩展选择到上一页'),
      keys: ['Shift+PageUp'],
      isKeyOnly: true,
    },
    'table.extendFirst': {
      title: localText('Select up to the first row', '扩展选择到首行'),
      keys: ['$mod+Shift+Home', '$mod+Shift+ArrowUp'],
      isKeyOnly: true,
    },
    'table.extendLast': {
      title: localText('Select down to the last row', '扩展选择到末行'),
      keys: ['$mod+Shift+End', '$mod+Shift+ArrowDown'],
      isKeyOnly: true,
    },
    'table.selectAll': { title: localText('Select all rows', '选择所有行'), keys: ['$mod+a'], isKeyOnly: true },
    'table.open': {
      title: localText('Open the row; on a head, sort by it', '打开该行；在表头上则按该列排序'),
      keys: ['Enter'],
      isKeyOnly: true,
    },
    'table.addSort': {
      title: localText('On a head, sort by it as well', '在表头上追加按该列排序'),
      keys: ['Shift+Enter'],
      isKeyOnly: true,
    },
    'table.columnMenu': {
      title: localText('Menu of the column', '打开该列的菜单'),
      keys: ['Alt+ArrowDown'],
      isKeyOnly: true,
    },
    'table.copy': {
      title: localText('Copy the cell or the selected rows', '复制单元格或所选行'),
      icon: 'copy',
      keys: ['$mod+c'],
    },
    'table.leave': {
      title: localText('From a cell or several rows back to one row', '由单元格或多行回到一行'),
      keys: ['Escape'],
      isKeyOnly: true,
    },
  },
  search: {
    'search.next': {
      title: localText('Next suggestion', '下一条建议'),
      keys: ['ArrowDown'],
      inFields: true,
      isKeyOnly: true,
    },
    'search.previous': {
      title: localText('Suggestion before', '上一条建议'),
      keys: ['ArrowUp'],
      inFields: true,
      isKeyOnly: true,
    },
    'search.take': {
      title: localText('Take the suggestion', '采用该建议'),
      keys: ['Tab'],
      inFields: true,
      isKeyOnly: true,
    },
    'search.apply': {
      title: localText('Take the suggestion, or filter at once', '采用该建议，或立即筛选'),
      keys: ['Enter'],
      inFields: true,
      isKeyOnly: true,
    },
    'search.clear': {
      title: localText('Close the suggestions, then empty the field', '先关闭建议，再清空'),
      keys: ['Escape'],
      inFields: true,
      isKeyOnly: true,
    },
  },
  chart: {
    'chart.previous': {
      title: localText('Cross-hair to the left', '十字线左移'),
      description: localText('Always onto a measurement, where there are some.', '总是落在测量点上（如有）。'),
      keys: ['ArrowLeft'],
      isKeyOnly: true,
    },
    'chart.next': { title: localText('Cross-hair to the right', '十字线右移'), keys: ['ArrowRight'], isKeyOnly: true },
    'chart.previousPoint': {
      title: localText('Measurement before', '上一个测量点'),
      keys: ['$mod+ArrowLeft'],
      isKeyOnly: true,
    },
    'chart.nextPoint': {
      title: localText('Next measurement', '下一个测量点'),
      keys: ['$mod+ArrowRight'],
      isKeyOnly: true,
    },
    'chart.pageBack': {
      title: localText('Cross-hair a tenth of the picture to the left', '十字线左移图宽的十分之一'),
      keys: ['PageUp'],
      isKeyOnly: true,
    },
    'chart.pageOn': {
      title: localText('Cross-hair a tenth of the picture to the right', '十字线右移图宽的十分之一'),
      keys: ['PageDown'],
      isKeyOnly: true,
    },
    'chart.first': { title: localText('Cross-hair to the start', '十字线移到起点'), keys: ['Home'], isKeyOnly: true },
    'chart.last': { title: localText('Cross-hair to the end', '十字线移到终点'), keys: ['End'], isKeyOnly: true },
    'chart.drawPrevious': {
      title: localText('Draw the range to the left', '向左扩展范围'),
      description: localText('From where the cross-hair was when it began.', '以开始时十字线所在处为另一端。'),
      keys: ['Shift+ArrowLeft'],
      isKeyOnly: true,
    },
    'chart.drawNext': {
      title: localText('Draw the range to the right', '向右扩展范围'),
      keys: ['Shift+ArrowRight'],
      isKeyOnly: true,
    },
    'chart.drawPreviousPoint': {
      title: localText('Draw the range to the measurement before', '将范围扩展到上一个测量点'),
      keys: ['$mod+Shift+ArrowLeft'],
      isKeyOnly: true,
    },
    'chart.drawNextPoint': {
      title: localText('Draw the range to the next measurement', '将范围扩展到下一个测量点'),
      keys: ['$mod+Shift+ArrowRight'],
      isKeyOnly: true,
    },
    'chart.drawPageBack': {
      title: localText('Draw the range a tenth of the picture to the left', '将范围向左扩展图宽的十分之一'),
      keys: ['Shift+PageUp'],
      isKeyOnly: true,
    },
    'chart.drawPageOn': {
      title: localText('Draw the range a tenth of the picture to the right', '将范围向右扩展图宽的十分之一'),
      keys: ['Shift+PageDown'],
      isKeyOnly: true,
    },
    'chart.drawToStart': {
      title: localText('Draw the range to the start', '将范围扩展到起点'),
      keys: ['Shift+Home'],
      isKeyOnly: true,
    },
    'chart.drawToEnd': {
      title: localText('Draw the range to the end', '将范围扩展到终点'),
      keys: ['Shift+End'],
      isKeyOnly: true,
    },
    'chart.shiftLeft': {
      title: localText('Move the range left', '范围左移'),
      keys: ['Alt+Shift+ArrowLeft'],
      isKeyOnly: true,
    },
    'chart.shiftRight': {
      title: localText('Move the range right', '范围右移'),
      keys: ['Alt+Shift+ArrowRight'],
      isKeyOnly: true,
    },
    'chart.shiftToStart': {
      title: localText('Move the range to the start', '将范围移到起点'),
      keys: ['Alt+Shift+Home'],
      isKeyOnly: true,
    },
    'chart.shiftToEnd': {
      title: localText('Move the range to the end', '将范围移到终点'),
      keys: ['Alt+Shift+End'],
      isKeyOnly: true,
    },
    'chart.zoom': {
      title: localText('Show only the range; without one, pick', '只显示所选范围；没有范围时选中'),
      keys: ['Enter'],
      isKeyOnly: true,
    },
    'chart.pick': {
      title: localText('Pick what lies under the cross-hair', '选中十字线处的内容'),
      keys: ['Space'],
      isKeyOnly: true,
    },
    'chart.back': {
      title: localText('One zoom back, then clear the range', '先退回一级缩放，再清除范围'),
      keys: ['Escape'],
      isKeyOnly: true,
    },
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
    'flame.annotateStack': {
      title: localText('Annotate the frame in its stack', '批注此栈中的帧'),
      description: localText('Only where exactly this stack leads to it.', '仅限由这一调用栈到达之处。'),
      icon: 'flag',
      keys: ['Shift+n'],
      needs: 'writableCase',
    },
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
    'list.moveUp': { title: localText('Move the entry up', '将该项上移'), keys: ['Alt+ArrowUp'], isKeyOnly: true },
    'list.moveDown': {
      title: localText('Move the entry down', '将该项下移'),
      keys: ['Alt+ArrowDown'],
      isKeyOnly: true,
    },
    'list.open': { title: localText('Open the entry', '打开该项'), keys: ['Enter'], isKeyOnly: true },
    'list.remove': {
      title: localText('Take the entry out of the list', '将该项移出列表'),
      keys: ['Delete'],
      isKeyOnly: true,
    },
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
  ...NOTE_SCOPES,
  dialog: {
    'dialog.confirm': { title: localText('Confirm', '确认'), keys: ['Enter'], inFields: true, isKeyOnly: true },
  },
  tray: {
    'tray.close': { title: localText('Close', '关闭'), keys: ['Escape'], isKeyOnly: true },
  },
} as const satisfies Record<ComponentScope, Record<string, CommandSpec>>
