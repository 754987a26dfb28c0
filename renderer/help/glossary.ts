// The words of the window, as the Go runtime uses them, and those it does not use for them.
import { localText, type LocalText } from '../../shared/lib/localText.ts'

export interface GlossaryEntry {
  term: LocalText
  means: LocalText
  /** What it is not called here, or is taken for. */
  not?: LocalText
}

const entry = (term: [string, string], means: [string, string], not?: [string, string]): GlossaryEntry => ({
  term: localText(...term),
  means: localText(...means),
  ...(not && { not: localText(...not) }),
})

export const GLOSSARY: readonly GlossaryEntry[] = [
  entry(
    ['source', '来源'],
    ['one imported file inside a case', '案例中的一个已导入文件'],
    ['evidence: a finding has evidence', '证据：证据属于发现'],
  ),
  entry(
    ['process life', '进程生命期'],
    [
      'one run of a process inside a log; the cycle number falls back to 1 where the next begins',
      '日志中进程的一次运行；周期号回到 1 处开始下一次',
    ],
  ),
  entry(
    ['placed, unplaced', '已定位、未定位'],
    ['whether the times of a source are known on the wall clock', '来源的时间在实际时钟上是否已知'],
  ),
  entry(
    ['gctrace log', 'gctrace 日志'],
    ['lines printed with GODEBUG=gctrace=1, one per GC cycle', 'GODEBUG=gctrace=1 输出的行，每个 GC 周期一行'],
    ['GC trace', 'GC 跟踪'],
  ),
  entry(
    ['execution trace', '执行跟踪'],
    ['what runtime/trace writes: every scheduling event', 'runtime/trace 的输出：每个调度事件'],
    ['a gctrace log, a stack', 'gctrace 日志、调用栈'],
  ),
  entry(
    ['profile, sample type', '剖析、样本类型'],
    [
      'a pprof file; one of its value columns, such as inuse_space/bytes',
      '一个 pprof 文件；其中一列数值，如 inuse_space/bytes',
    ],
    ['dump, metric', '转储、指标'],
  ),
  entry(
    ['goroutine (G), thread (M), proc (P)', 'goroutine (G)、线程 (M)、P'],
    [
      'the runtime’s three resources. A P is a right to run Go code; there are GOMAXPROCS of them',
      '运行时的三种资源。P 是运行 Go 代码的资格，共 GOMAXPROCS 个',
    ],
    ['processor, core or CPU for a P', '把 P 称为处理器、核或 CPU'],
  ),
  entry(
    ['runnable, running, waiting, syscall', '可运行、运行中、等待、系统调用'],
    ['states of a goroutine. Runnable is ready and without a P', 'goroutine 的状态。可运行指已就绪但没有 P'],
    ['blocked as a state', '把“阻塞”当作状态'],
  ),
  entry(
    ['scheduling wait', '调度等待'],
    ['time runnable before running', '从可运行到运行之间的时间'],
    ['delay: in a profile that is blocking', '延迟：在剖析中指阻塞'],
  ),
  entry(
    ['block time, by reason', '按原因的阻塞时间'],
    ['time waiting, as the trace gives its reasons', '等待的时间，原因由跟踪给出'],
    ['lock time, unless the reason is a lock', '锁时间（除非原因是锁）'],
  ),
  entry(
    ['GC cycle', 'GC 周期'],
    ['one collection, with its number', '一次回收，带编号'],
    ['generation: Go’s collector has none', '分代：Go 的回收器没有分代'],
  ),
  entry(
    ['forced', '强制'],
    ['a cycle asked for by a call such as runtime.GC()', '由 runtime.GC() 等调用要求的周期'],
    ['periodic: the two-minute timer, printed as “GC forced”', '定期：两分钟定时器，输出为 “GC forced”'],
  ),
  entry(
    ['stop-the-world (STW)', 'STW'],
    [
      'no goroutine runs Go code: sweep termination and mark termination of a cycle',
      '没有 goroutine 运行 Go 代码：周期的清扫终止与标记终止',
    ],
    ['pause time for a whole cycle', '把整个周期当作停顿时间'],
  ),
  entry(
    ['concurrent mark', '并发标记'],
    [
      'finding live objects while the program runs, by dedicated, fractional and idle workers',
      '程序运行时找出存活对象，由专用、分数与空闲标记工作者完成',
    ],
  ),
  entry(
    ['mark assist', '标记辅助'],
    ['marking that a goroutine must do before it may allocate', 'goroutine 在分配之前必须做的标记'],
    ['preemption', '抢占'],
  ),
  entry(
    ['sweep', '清扫'],
    ['finding free slots after marking, while the program runs', '标记之后、在程序运行时找出空闲槽位'],
  ),
  entry(
    ['live heap', '存活堆'],
    ['bytes that survived the last marking', '上一次标记后存活的字节'],
    ['heap in use, RSS', '使用中的堆、RSS'],
  ),
  entry(
    ['heap at start, heap at end', '开始时的堆、结束时的堆'],
    [
      'heap when a cycle began and when its marking ended, dead objects included',
      '周期开始与标记结束时的堆，含已死对象',
    ],
    ['heap size', '堆大小'],
  ),
  entry(
    ['heap goal', '堆目标'],
    ['the heap at which a cycle should end', '周期应当结束时的堆大小'],
    ['heap limit, maximum heap', '堆上限、最大堆'],
  ),
  entry(
    ['GOGC percent, memory limit', 'GOGC 百分比、内存限制'],
    ['the two settings behind the goal; the smaller result counts', '决定堆目标的两个设置，取较小的结果'],
  ),
  entry(
    ['wall time, CPU time', '实际时间、CPU 时间'],
    ['what a clock shows; what processors spent, summed', '时钟所示的时间；各处理器耗用之和'],
    ['GC time', 'GC 时间'],
  ),
  entry(
    ['mutator utilization, MMU', 'mutator 利用率、MMU'],
    [
      'share of CPU left to the program; its minimum over every window of a length',
      '留给程序的 CPU 份额；其在任意给定长度窗口内的最小值',
    ],
    ['efficiency', '效率'],
  ),
  entry(
    ['alloc, in use; objects, space', '已分配、使用中；对象数、字节数'],
    ['since the start and now; counts and bytes of a heap profile', '启动以来与此刻；堆剖析的个数与字节数'],
    ['used memory', '已用内存'],
  ),
  entry(
    ['contentions, delay', '竞争次数、延迟'],
    ['columns of mutex and block profiles: how often, and how long in all', '互斥锁与阻塞剖析的列：多少次，共多久'],
  ),
  entry(
    ['flat, cum', 'flat、cum'],
    ['a function’s own value; its value with everything it calls', '函数自身的值；含其调用一切的值'],
    ['self, total', 'self、total'],
  ),
  entry(
    ['flame graph', '火焰图'],
    ['calls merged by stack; the width is a value, not time order', '按栈合并的调用；宽度是数值，不是时间顺序'],
    ['flame chart: ordered by time', 'flame chart：按时间排列'],
  ),
  entry(
    ['baseline, candidate, delta', '基线、候选、差值'],
    ['the two sides of a comparison; delta = candidate − baseline', '比较的两侧；差值 = 候选 − 基线'],
    ['old and new', '旧与新'],
  ),
  entry(
    ['finding, rule, limit', '发现、规则、限值'],
    [
      'what a rule reports; the question asked; the numbers it compares with',
      '规则报告的内容；所提的问题；用于比较的数值',
    ],
    ['issue: that is a fault of an import', '问题：指导入中的问题'],
  ),
  entry(
    ['evidence, verdict, annotation', '证据、结论、批注'],
    [
      'what a finding cites; your judgement of it; what you wrote beside a place',
      '发现所引用的内容；您对它的判断；您在某处写下的内容',
    ],
  ),
  entry(
    ['likelihood', '可能性'],
    ['how probable a claim is, in five steps', '论断成立的可能，分五级'],
    ['confidence', '置信度'],
  ),
  entry(
    ['confidence', '置信度'],
    ['how much the evidence can bear, in three steps', '证据能承受的分量，分三级'],
    ['likelihood', '可能性'],
  ),
  entry(
    ['retention', '内存被持有'],
    [
      'memory that stays reachable; whether it is a leak the investigator concludes',
      '仍可达的内存；是否为泄漏由调查者判断',
    ],
    ['leak, before it is shown', '泄漏（证实之前）'],
  ),
]
