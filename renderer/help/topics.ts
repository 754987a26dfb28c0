// What the help is about, in reading order. A topic's text is `<language>/<id>.md`; a few are followed by a table made of data.
import { localText, type LocalText } from '../../shared/lib/localText.ts'
import type { SourceKind, ViewName } from '../../shared/records/index.ts'

export const HELP_GROUPS = ['start', 'views', 'collect', 'method', 'reference'] as const
export type HelpGroup = (typeof HELP_GROUPS)[number]

export interface HelpTopic {
  /** Part of addresses and of links between topics: never changes. */
  id: string
  group: HelpGroup
  title: LocalText
  /** What people call it who do not know its title, in any language. */
  keywords: readonly string[]
  /** A table after the text. */
  table?: 'glossary' | 'folklore' | 'messages'
  /** What the topic tells how to collect. */
  kinds?: readonly SourceKind[]
}

const topic = (
  id: string,
  group: HelpGroup,
  title: LocalText,
  keywords: readonly string[],
  more: Pick<HelpTopic, 'table' | 'kinds'> = {},
): HelpTopic => ({ id, group, title, keywords, ...more })

export const HELP_TOPICS: readonly HelpTopic[] = [
  topic('start', 'start', localText('Getting started', '入门'), ['first steps', 'how to', 'begin', '开始', '教程']),
  topic('palette', 'start', localText('Search and commands', '搜索与命令'), [
    'command palette',
    'go to',
    '命令面板',
    '跳转',
  ]),
  topic('keyboard', 'start', localText('Keyboard', '键盘'), [
    'shortcuts',
    'keys',
    'rebind',
    'hotkey',
    '快捷键',
    '按键',
  ]),
  topic('tables', 'start', localText('Tables and filters', '表格与筛选'), [
    'search',
    'filter syntax',
    'columns',
    'sort',
    'csv',
    'copy',
    '筛选',
    '搜索',
    '排序',
    '列',
  ]),
  topic('look', 'start', localText('Languages, themes, accessibility', '语言、主题与无障碍'), [
    'dark mode',
    'contrast',
    'screen reader',
    'settings',
    '深色',
    '屏幕阅读器',
    '设置',
  ]),
  topic('privacy', 'start', localText('Offline and private', '离线与隐私'), [
    'network',
    'telemetry',
    'loopback',
    'ssh',
    'security',
    '安全',
    '网络',
    '遥测',
  ]),
  topic('cases', 'start', localText('Cases', '案例'), [
    'case file',
    'save',
    'undo',
    'backup',
    'locked',
    '案例文件',
    '保存',
    '锁定',
  ]),

  topic('home', 'views', localText('View: Cases', '视图：案例'), ['home', 'recent', '主页', '最近']),
  topic('overview', 'views', localText('View: Overview', '视图：概览'), [
    'three-step diagnosis',
    'guided diagnosis',
    'coverage',
    '三步诊断',
    '引导式诊断',
  ]),
  topic('sources', 'views', localText('View: Sources', '视图：来源'), [
    'import',
    'issues',
    'data loss',
    'placement',
    '导入',
    '问题',
  ]),
  topic('gcCycles', 'views', localText('View: GC cycles', '视图：GC 周期'), [
    'gctrace',
    'pause',
    'assist',
    'heap goal',
    '停顿',
    '堆目标',
  ]),
  topic('goroutines', 'views', localText('View: Goroutines', '视图：Goroutine'), [
    'stack',
    'stuck',
    'lock',
    'deadlock',
    'leak',
    'wait',
    '调用栈',
    '停滞',
    '锁',
    '死锁',
    '泄漏',
  ]),
  topic('memory', 'views', localText('View: Memory', '视图：内存'), [
    'waterfall',
    'rss',
    'smaps',
    'cgroup',
    'unexplained',
    '瀑布图',
    '常驻内存',
    '未能解释',
  ]),
  topic('series', 'views', localText('View: Series', '视图：序列'), [
    'metrics',
    'baseline',
    'anomaly',
    'threshold',
    'rate',
    '指标',
    '基线',
    '异常',
    '阈值',
  ]),
  topic('scheduler', 'views', localText('View: Scheduler', '视图：调度器'), [
    'schedtrace',
    'run queue',
    'threads',
    'GOMAXPROCS',
    '运行队列',
    '线程',
  ]),
  topic('profile', 'views', localText('View: Profiles', '视图：剖析'), [
    'flame graph',
    'top',
    'flat',
    'cum',
    'diff',
    '火焰图',
    '比较',
  ]),
  topic('trace', 'views', localText('View: Execution traces', '视图：执行跟踪'), [
    'goroutine',
    'go tool trace',
    'scheduling',
    'blocking',
    'critical path',
    'MMU',
    'pprof',
    '调度',
    '阻塞',
    '关键路径',
  ]),
  topic('findings', 'views', localText('View: Findings', '视图：发现'), [
    'rules',
    'verdict',
    'confirm',
    'dismiss',
    '规则',
    '结论',
  ]),
  topic('annotations', 'views', localText('View: Annotations', '视图：批注'), [
    'notes',
    'comment',
    'tags',
    'flag',
    'markdown',
    '标签',
    '旗标',
    '备注',
  ]),
  topic('report', 'views', localText('View: Report', '视图：报告'), ['postmortem', 'export', 'pdf', '复盘', '导出']),

  topic('collect', 'collect', localText('What to collect', '采集什么'), [
    'symptoms',
    'curl',
    'commands',
    'oom',
    '症状',
    '命令',
  ]),
  topic('gctraceLog', 'collect', localText('gctrace log', 'gctrace 日志'), ['GODEBUG', 'kubectl logs', '日志'], {
    kinds: ['gctrace'],
  }),
  topic(
    'runtimeLog',
    'collect',
    localText('Scheduler, scavenger and pacer lines', '调度、内存归还与调步行'),
    ['schedtrace', 'scheddetail', 'scavtrace', 'gcpacertrace', 'inittrace', 'GODEBUG', '运行时日志'],
    { kinds: ['runtimeLog'] },
  ),
  topic(
    'heapProfile',
    'collect',
    localText('Heap and allocs profiles', '堆剖析与 allocs 剖析'),
    ['memory', 'inuse_space', 'alloc_space', 'leak', '内存', '泄漏'],
    { kinds: ['profile'] },
  ),
  topic('cpuProfile', 'collect', localText('CPU profile', 'CPU 剖析'), ['slow', 'samples', '慢'], {
    kinds: ['profile'],
  }),
  topic(
    'blockProfile',
    'collect',
    localText('Mutex and block profiles', '互斥锁与阻塞剖析'),
    ['lock', 'contention', 'delay', '锁', '竞争'],
    { kinds: ['profile'] },
  ),
  topic(
    'goroutineProfile',
    'collect',
    localText('Goroutine profiles', 'goroutine 剖析'),
    ['goroutine leak', 'dump', 'threadcreate', '泄漏', '栈转储'],
    { kinds: ['profile'] },
  ),
  topic(
    'goroutineDump',
    'collect',
    localText('Goroutine dumps and crash reports', 'goroutine 转储与崩溃报告'),
    ['panic', 'fatal error', 'SIGQUIT', 'deadlock', 'stack trace', '死锁', '崩溃', '栈'],
    { kinds: ['goroutines'] },
  ),
  topic(
    'executionTrace',
    'collect',
    localText('Execution trace', '执行跟踪'),
    ['go tool trace', 'scheduler', 'flight recorder', 'latency', '调度', '延迟'],
    { kinds: ['gotrace'] },
  ),
  topic(
    'statisticsSources',
    'collect',
    localText('Runtime and system statistics', '运行时与系统统计'),
    ['MemStats', 'expvar', 'Prometheus', 'smaps', 'cgroup', 'OOMKilled', '指标', '序列'],
    { kinds: ['metrics', 'osMemory'] },
  ),
  topic(
    'benchmarks',
    'collect',
    localText('Benchmarks', '基准测试'),
    ['go test -bench', 'benchstat', 'ns/op', 'allocs/op', '性能测试'],
    { kinds: ['benchmark'] },
  ),
  topic(
    'allocEvents',
    'collect',
    localText('Allocation events', '分配事件'),
    ['bpftrace', 'eBPF', 'mallocgc', 'allocfreetrace', 'span', '探针', '分配日志'],
    { kinds: ['allocEvents'] },
  ),

  topic('howFindings', 'method', localText('How findings work', '发现是怎样得出的'), [
    'likelihood',
    'confidence',
    'evidence',
    'refute',
    '可能性',
    '置信度',
    '证据',
  ]),
  topic('limits', 'method', localText('Limits', '限值'), ['threshold', 'tune', '阈值', '调整']),
  topic('intervals', 'method', localText('Intervals and “no evidence of change”', '区间与“没有变化的证据”'), [
    'statistics',
    'slope',
    'Theil-Sen',
    '统计',
    '斜率',
  ]),
  topic('gc', 'method', localText('How Go’s garbage collector works', 'Go 的垃圾回收器'), [
    'pacer',
    'GOGC',
    'GOMEMLIMIT',
    'mark assist',
    'sweep',
    '内存限制',
    '标记辅助',
  ]),
  topic('gctraceLine', 'method', localText('Reading a gctrace line', '读懂一行 gctrace'), [
    'fields',
    'clock',
    'cpu',
    'forced',
    '字段',
  ]),
  topic('rss', 'method', localText('RSS and the heap', 'RSS 与堆'), [
    'resident',
    'HeapIdle',
    'HeapReleased',
    'MADV_FREE',
    '常驻内存',
  ]),
  topic('sampling', 'method', localText('What a profile measures', '剖析量的是什么'), [
    'MemProfileRate',
    'estimate',
    'scaling',
    '抽样',
    '估计',
  ]),

  topic('glossary', 'reference', localText('Glossary', '术语'), ['terms', 'words', 'meaning', '词汇'], {
    table: 'glossary',
  }),
  topic(
    'folklore',
    'reference',
    localText('Folklore, corrected', '流传的误解'),
    ['myths', 'claims', 'wrong', 'mtrace', '误区', '谣言'],
    {
      table: 'folklore',
    },
  ),
  topic(
    'messages',
    'reference',
    localText('Messages and their codes', '消息与代码'),
    ['errors', 'codes', 'refusal', '错误', '代码'],
    {
      table: 'messages',
    },
  ),
]

export const topicNamed = (id: string | null): HelpTopic | null => HELP_TOPICS.find((entry) => entry.id === id) ?? null

/** The topic about a view; the beginning where a view is the help itself. */
export const topicOfView = (view: ViewName): string => (view === 'help' ? 'start' : view)
