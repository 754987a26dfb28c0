// What can be done in the parts that come with annotations and first contact: suggested tags, chosen lines, the tour.
import { localText } from '../lib/localText.ts'
import type { CommandSpec, ComponentScope } from './command.ts'

export const NOTE_SCOPES = {
  completion: {
    'completion.next': {
      title: localText('Next suggestion', '下一条建议'),
      keys: ['ArrowDown'],
      inFields: true,
      isKeyOnly: true,
    },
    'completion.previous': {
      title: localText('Suggestion before', '上一条建议'),
      keys: ['ArrowUp'],
      inFields: true,
      isKeyOnly: true,
    },
    'completion.take': {
      title: localText('Take the suggestion', '采用该建议'),
      keys: ['Enter', 'Tab'],
      inFields: true,
      isKeyOnly: true,
    },
    'completion.close': {
      title: localText('Close the suggestions', '关闭建议'),
      keys: ['Escape'],
      inFields: true,
      isKeyOnly: true,
    },
  },
  lines: {
    'lines.next': { title: localText('Choose the next line', '选择下一行'), keys: ['ArrowDown'], isKeyOnly: true },
    'lines.previous': { title: localText('Choose the line before', '选择上一行'), keys: ['ArrowUp'], isKeyOnly: true },
    'lines.extendDown': {
      title: localText('Extend the choice down', '向下扩展所选'),
      keys: ['Shift+ArrowDown'],
      isKeyOnly: true,
    },
    'lines.extendUp': {
      title: localText('Extend the choice up', '向上扩展所选'),
      keys: ['Shift+ArrowUp'],
      isKeyOnly: true,
    },
  },
  tour: {
    'tour.next': { title: localText('Next step of the tour', '导览下一步'), keys: ['ArrowRight'], isKeyOnly: true },
    'tour.back': { title: localText('Step before of the tour', '导览上一步'), keys: ['ArrowLeft'], isKeyOnly: true },
    'tour.leave': { title: localText('Leave the tour', '离开导览'), keys: ['Escape'], isKeyOnly: true },
  },
} as const satisfies Partial<Record<ComponentScope, Record<string, CommandSpec>>>
