// What can be done while a view is shown. The view says what they do (composables/useCommands.ts).
import { localText } from '../lib/localText.ts'
import type { CommandSpec, ViewGroup } from './command.ts'

export const VIEW_COMMANDS = {
  overview: {},
  sources: {},
  gcCycles: {
    'gcCycles.byTime': { title: localText('GC charts by time', 'GC 图表按时间'), icon: 'gcCycles', keys: ['1'] },
    'gcCycles.byCycle': { title: localText('GC charts by cycle', 'GC 图表按周期'), icon: 'gcCycles', keys: ['2'] },
    'gcCycles.zoom': {
      title: localText('Zoom to the range, or back to the whole life', '放大到所选范围，或还原为整个生命期'),
      icon: 'search',
      keys: ['z'],
    },
  },
  goroutines: {
    'goroutines.search': {
      title: localText('Search functions and files of goroutines', '在 goroutine 的函数与文件中搜索'),
      icon: 'search',
      keys: ['/'],
    },
    'goroutines.groups': {
      title: localText('Goroutines in groups of equal stacks', '按相同调用栈分组显示 goroutine'),
      icon: 'goroutines',
      keys: ['1'],
    },
    'goroutines.each': {
      title: localText('Goroutines one by one', '逐个显示 goroutine'),
      icon: 'goroutines',
      keys: ['2'],
    },
    'goroutines.overTime': {
      title: localText('Groups of goroutines over time', 'goroutine 各组随时间的变化'),
      icon: 'goroutines',
      keys: ['3'],
    },
    'goroutines.stuck': {
      title: localText('Goroutines that stand where they stood', '停在原处的 goroutine'),
      icon: 'goroutines',
      keys: ['4'],
    },
    'goroutines.locks': {
      title: localText('Locks and channels goroutines wait for', 'goroutine 所等待的锁与通道'),
      icon: 'goroutines',
      keys: ['5'],
    },
    'goroutines.sites': {
      title: localText('Places that start goroutines', '创建 goroutine 的位置'),
      icon: 'goroutines',
      keys: ['6'],
    },
    'goroutines.fold': {
      title: localText('Leave out frames of the runtime, or show them', '折叠或显示运行时的栈帧'),
      icon: 'eye',
      keys: ['f'],
    },
  },
  memory: {
    'memory.waterfall': { title: localText('Memory as waterfall', '内存显示为瀑布图'), icon: 'memory', keys: ['1'] },
    'memory.table': { title: localText('Memory as table', '内存显示为表格'), icon: 'memory', keys: ['2'] },
    'memory.mappings': { title: localText('Mappings of the process', '进程的内存映射'), icon: 'memory', keys: ['3'] },
    'memory.earlier': { title: localText('Moment before', '上一个时刻'), icon: 'back', keys: ['['] },
    'memory.later': { title: localText('Next moment', '下一个时刻'), icon: 'forward', keys: [']'] },
  },
  series: {
    'series.search': { title: localText('Search the series', '搜索序列'), icon: 'search', keys: ['/'] },
    'series.toggle': {
      title: localText('Draw the chosen series, or take it out', '绘制所选序列，或将其移除'),
      icon: 'series',
      keys: ['d'],
    },
    'series.rate': {
      title: localText('Chosen series as rate per second, or as it is', '所选序列显示为每秒速率，或原值'),
      icon: 'series',
      keys: ['r'],
    },
    'series.clear': { title: localText('Take all series out of the charts', '从图表中移除全部序列'), icon: 'close' },
    'series.zoom': {
      title: localText('Zoom to the range, or back to all', '放大到所选范围，或还原为全部'),
      icon: 'search',
      keys: ['z'],
    },
  },
  scheduler: {
    'scheduler.zoom': {
      title: localText('Zoom to the range, or back to the whole life', '放大到所选范围，或还原为整个生命期'),
      icon: 'search',
      keys: ['z'],
    },
    'scheduler.toLines': {
      title: localText('The chosen snapshot in its log', '在日志中查看所选快照'),
      icon: 'sources',
    },
  },
  profile: {
    'profile.search': {
      title: localText('Search functions of the profile', '在剖析中搜索函数'),
      icon: 'search',
      keys: ['/'],
    },
    'profile.flame': { title: localText('Profile as flame graph', '剖析显示为火焰图'), icon: 'profile', keys: ['1'] },
    'profile.both': {
      title: localText('Profile as flame graph and table', '剖析显示为火焰图与表格'),
      icon: 'profile',
      keys: ['2'],
    },
    'profile.table': { title: localText('Profile as table', '剖析显示为表格'), icon: 'profile', keys: ['3'] },
    'profile.growth': { title: localText('Growth over the series', '剖析序列的增长'), icon: 'profile', keys: ['4'] },
  },
  trace: {
    'trace.summary': { title: localText('Trace: summary', '跟踪：摘要'), icon: 'trace', keys: ['1'] },
    'trace.pauses': { title: localText('Trace: pauses', '跟踪：停顿'), icon: 'trace', keys: ['2'] },
    'trace.gc': { title: localText('Trace: garbage collection', '跟踪：垃圾回收'), icon: 'gcCycles', keys: ['3'] },
    'trace.goroutines': { title: localText('Trace: goroutines', '跟踪：goroutine'), icon: 'trace', keys: ['4'] },
    'trace.blocking': { title: localText('Trace: blocking', '跟踪：阻塞'), icon: 'trace', keys: ['5'] },
    'trace.scheduling': { title: localText('Trace: scheduling', '跟踪：调度'), icon: 'trace', keys: ['6'] },
    'trace.tasks': { title: localText('Trace: tasks', '跟踪：任务'), icon: 'trace', keys: ['7'] },
    'trace.memory': { title: localText('Trace: spans of memory', '跟踪：内存 span'), icon: 'trace', keys: ['8'] },
    'trace.all': { title: localText('All traces, ranked', '全部跟踪，按指标排序'), icon: 'trace', keys: ['9'] },
  },
  findings: {
    'findings.next': { title: localText('Next finding', '下一个发现'), icon: 'arrowDown', keys: ['j'] },
    'findings.previous': { title: localText('Finding before', '上一个发现'), icon: 'arrowUp', keys: ['k'] },
  },
  annotations: {
    'annotations.search': { title: localText('Search the annotations', '搜索批注'), icon: 'search', keys: ['/'] },
  },
  report: {},
  help: {
    'help.search': { title: localText('Search the help', '搜索帮助'), icon: 'search', keys: ['/'] },
  },
} as const satisfies Record<ViewGroup, Record<string, CommandSpec>>
