// Checklists for the four symptoms an investigation begins with. The same capture may stand in several, for another reason.
import type { LocalText } from '../lib/localText.ts'
import { localText } from '../lib/localText.ts'
import type { CaptureId } from './captures.ts'

export interface ChecklistItem {
  capture: CaptureId
  /** What it answers for this symptom. */
  why: LocalText
}

export interface ChecklistTemplate {
  id: string
  title: LocalText
  /** What it comes down to. */
  question: LocalText
  /** In the order in which evidence is lost: what goes first is taken first. */
  items: readonly ChecklistItem[]
}

const SETTINGS = localText(
  'The heap goal follows from GOGC and GOMEMLIMIT; without them nobody can tell a setting from a fault.',
  '堆目标由 GOGC 与 GOMEMLIMIT 决定；没有它们就分不清是设置还是故障。',
)

export const TEMPLATES = [
  {
    id: 'memoryGrows',
    title: localText('Memory keeps growing', '内存持续增长'),
    question: localText(
      'Is it the live heap, does it grow, and which call path holds it?',
      '是不是存活堆？是否在增长？由哪条调用路径持有？',
    ),
    items: [
      {
        capture: 'heapTwice',
        why: localText(
          'Two profiles show which call path holds more than before; one only shows what is large.',
          '两份剖析才能看出哪条调用路径持有得比之前多；一份只能看出谁占得大。',
        ),
      },
      {
        capture: 'gctrace',
        why: localText(
          'Live heap after every cycle: growth of what survives is retention, the saw-tooth above it is not.',
          '每个周期后的存活堆：幸存部分的增长才是滞留，其上的锯齿不是。',
        ),
      },
      {
        capture: 'cgroup',
        why: localText(
          'What the container is charged: tells Go’s heap from page cache and memory outside Go.',
          '容器被计费的内存：区分 Go 堆、页缓存与 Go 之外的内存。',
        ),
      },
      {
        capture: 'smaps',
        why: localText(
          'What is resident. Memory the runtime gave back and the kernel has not taken yet shows here.',
          '实际驻留的内存。运行时已归还而内核尚未收回的部分在此可见。',
        ),
      },
      {
        capture: 'runtimeMetrics',
        why: localText(
          'Splits the runtime’s own memory into heap, free spans, stacks and metadata, down to a remainder.',
          '把运行时自身的内存拆为堆、空闲 span、栈与元数据，直至剩余部分。',
        ),
      },
      {
        capture: 'goroutineProfile',
        why: localText(
          'Stacks of goroutines that never end grow like a heap does, and hold what they refer to.',
          '永不结束的 goroutine 的栈像堆一样增长，并持有其引用的对象。',
        ),
      },
      { capture: 'settings', why: SETTINGS },
    ],
  },
  {
    id: 'latencySpikes',
    title: localText('Latency spikes', '延迟尖峰'),
    question: localText(
      'Is it the collector, the scheduler, a lock or a syscall?',
      '是 GC、调度器、锁，还是系统调用？',
    ),
    items: [
      {
        capture: 'executionTrace',
        why: localText(
          'The only capture that shows what a slow request waited for, and who woke it.',
          '唯一能显示慢请求在等什么、被谁唤醒的采集。',
        ),
      },
      {
        capture: 'gctrace',
        why: localText(
          'Pauses and mark assists of every cycle, to hold beside the times of the slow requests.',
          '每个周期的停顿与标记辅助，可与慢请求的时间对照。',
        ),
      },
      {
        capture: 'cpu',
        why: localText(
          'Where the running time goes, assist and sweeping included.',
          '运行时间花在哪里，包括辅助与清扫。',
        ),
      },
      {
        capture: 'mutexBlock',
        why: localText('Who holds the lock that the others wait for.', '大家等待的锁由谁持有。'),
      },
      {
        capture: 'allocs',
        why: localText(
          'Who allocates pays for marking: the stacks behind assist-heavy cycles.',
          '分配者承担标记：辅助繁重的周期背后的调用栈。',
        ),
      },
      {
        capture: 'runtimeMetrics',
        why: localText(
          'Latency histograms and scheduling delay over time, to find the spike’s moment.',
          '延迟直方图与调度延迟随时间的变化，用于定位尖峰时刻。',
        ),
      },
      { capture: 'settings', why: SETTINGS },
    ],
  },
  {
    id: 'oomKill',
    title: localText('OOM kill', 'OOM 终止'),
    question: localText(
      'What was charged when the kernel chose this process, and what held it?',
      '内核选中该进程时计费了什么？由谁持有？',
    ),
    items: [
      {
        capture: 'lastLog',
        why: localText(
          'The last cycles before the kill: how far live heap and goal were from the limit.',
          '被终止前的最后几个周期：存活堆与堆目标离上限还有多远。',
        ),
      },
      {
        capture: 'kernelLog',
        why: localText(
          'States the limit, the usage and the victim: whether it was the container or the node.',
          '写明上限、用量与被选中的进程：是容器触顶还是节点内存不足。',
        ),
      },
      {
        capture: 'cgroup',
        why: localText(
          'memory.events counts the kills; memory.stat tells anonymous memory from page cache.',
          'memory.events 记录终止次数；memory.stat 区分匿名内存与页缓存。',
        ),
      },
      {
        capture: 'heap',
        why: localText(
          'What holds the heap, from the process that runs now: it fills up the same way.',
          '由谁持有堆，取自当前运行的进程：它会以同样的方式增长。',
        ),
      },
      {
        capture: 'smaps',
        why: localText(
          'What is resident beside the Go heap: cgo, mmap, stacks of threads.',
          'Go 堆之外驻留了什么：cgo、mmap、线程栈。',
        ),
      },
      { capture: 'settings', why: SETTINGS },
    ],
  },
  {
    id: 'goroutinesPileUp',
    title: localText('Goroutines pile up', 'goroutine 堆积'),
    question: localText('Which group grows, and what does it wait for?', '哪一组在增长？它在等什么？'),
    items: [
      {
        capture: 'goroutineDumps',
        why: localText(
          'Two dumps tell the goroutines that stay from those that come and go, and for how long each waits.',
          '两份转储可区分滞留者与来去者，以及各自等待了多久。',
        ),
      },
      {
        capture: 'goroutineProfile',
        why: localText(
          'Counts per stack without stopping the program: safe with a million goroutines.',
          '不停顿程序即可按栈计数：百万 goroutine 时也安全。',
        ),
      },
      {
        capture: 'mutexBlock',
        why: localText('Who holds what they wait for.', '它们等待的东西由谁持有。'),
      },
      {
        capture: 'executionTrace',
        why: localText('Who creates them, and who should have woken them.', '由谁创建，以及本应由谁唤醒。'),
      },
      {
        capture: 'gctrace',
        why: localText(
          'Stack memory per cycle since Go 1.18: shows when the pile began.',
          'Go 1.18 起每个周期的栈内存：可看出堆积从何时开始。',
        ),
      },
      {
        capture: 'runtimeMetrics',
        why: localText('The number of goroutines over time.', 'goroutine 数量随时间的变化。'),
      },
    ],
  },
] as const satisfies readonly ChecklistTemplate[]

const byId: ReadonlyMap<string, ChecklistTemplate> = new Map(TEMPLATES.map((template) => [template.id, template]))
/** Null for a template of a later version. */
export const templateOf = (id: string): ChecklistTemplate | null => byId.get(id) ?? null
