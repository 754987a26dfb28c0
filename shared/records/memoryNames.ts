// One vocabulary for the figures that MemStats, runtime/metrics, client_golang, /proc and cgroups all have under names of their
// own, so that the waterfall and the rules work from whichever is there. Which source name is which figure:
// engine/formats/metrics/canonicalNames.ts. Units: bytes unless `unit` says otherwise.
import { localText, type LocalText } from '../lib/localText.ts'

export interface CanonicalDefinition {
  unit: 'bytes' | 'count' | 'seconds' | 'percent' | 'ratio'
  title: LocalText
}

const bytes = (en: string, zh: string): CanonicalDefinition => ({ unit: 'bytes', title: localText(en, zh) })
const count = (en: string, zh: string): CanonicalDefinition => ({ unit: 'count', title: localText(en, zh) })
const seconds = (en: string, zh: string): CanonicalDefinition => ({ unit: 'seconds', title: localText(en, zh) })

export const CANONICAL_SERIES = {
  // The runtime's memory by class. The classes of runtime/metrics do not overlap and sum to `go.total`; MemStats has some of
  // them only as differences, so its own sums are here as well.
  'go.total': bytes('Mapped by the Go runtime (Sys)', 'Go 运行时映射的总量（Sys）'),
  'go.heap.objects': bytes('Heap objects, dead ones not yet swept included', '堆对象（含尚未清扫的死对象）'),
  'go.heap.unused': bytes('Unused inside heap spans', '堆 span 内未使用'),
  'go.heap.free': bytes('Heap free, not returned', '空闲未归还的堆'),
  'go.heap.released': bytes('Heap returned to the system', '已归还系统的堆'),
  'go.heap.inuse': bytes('Heap spans in use', '使用中的堆 span'),
  'go.heap.idle': bytes('Idle heap spans, returned ones included', '空闲的堆 span（含已归还）'),
  'go.heap.sys': bytes('Address space of the heap', '堆的地址空间'),
  'go.heap.live': bytes('Live heap (marked by the last GC)', '存活堆（上次 GC 标记）'),
  'go.heap.goal': bytes('Heap goal', '堆目标'),
  'go.heap.count': count('Heap objects', '堆对象数'),
  'go.stacks.inuse': bytes('Goroutine stacks', 'goroutine 栈'),
  'go.stacks.sys': bytes('Stacks, goroutines and system', '栈（goroutine 与系统）'),
  'go.stacks.os': bytes('Stacks of system threads', '系统线程栈'),
  'go.mspan.inuse': bytes('Span structures in use', '使用中的 span 结构'),
  'go.mspan.free': bytes('Span structures, free', '空闲的 span 结构'),
  'go.mspan.sys': bytes('Span structures', 'span 结构'),
  'go.mcache.inuse': bytes('Cache structures in use', '使用中的 mcache 结构'),
  'go.mcache.free': bytes('Cache structures, free', '空闲的 mcache 结构'),
  'go.mcache.sys': bytes('Cache structures', 'mcache 结构'),
  'go.gc-metadata': bytes('GC metadata', 'GC 元数据'),
  'go.profiling': bytes('Profiling buckets', '剖析桶'),
  'go.other': bytes('Other runtime structures', '其他运行时结构'),
  // Settings and counts of the collector.
  'go.memory-limit': bytes('GOMEMLIMIT', 'GOMEMLIMIT'),
  'go.gogc': { unit: 'percent', title: localText('GOGC', 'GOGC') },
  'go.gc.cycles': count('GC cycles', 'GC 周期数'),
  'go.gc.cycles.forced': count('GC cycles asked for', '强制的 GC 周期数'),
  'go.gc.limiter-last': count('GC cycle in which the CPU limiter was last on', 'CPU 限制器最近一次启用的 GC 周期'),
  'go.gc.cpu-fraction': { unit: 'ratio', title: localText('GC share of the CPU since start', '启动以来 GC 占 CPU') },
  'go.cpu.total': seconds('CPU time of the Ps', 'P 的 CPU 时间'),
  'go.cpu.gc': seconds('CPU time of the GC', 'GC 的 CPU 时间'),
  'go.cpu.gc-idle': seconds('CPU time of idle marking', '空闲标记的 CPU 时间'),
  'go.alloc.bytes': bytes('Allocated since start', '启动以来分配的字节'),
  'go.alloc.objects': count('Objects allocated since start', '启动以来分配的对象'),
  'go.free.objects': count('Objects freed since start', '启动以来释放的对象'),
  'go.goroutines': count('Goroutines', 'goroutine 数'),
  'go.threads': count('Threads of the runtime', '运行时线程数'),
  'go.gomaxprocs': count('GOMAXPROCS', 'GOMAXPROCS'),
  'go.cgo-calls': count('Calls from Go to C', 'Go 到 C 的调用'),
  'go.finalizers.queued': count('Finalizers queued', '已排队的 finalizer'),
  'go.finalizers.executed': count('Finalizers run', '已执行的 finalizer'),
  'go.cleanups.queued': count('Cleanups queued', '已排队的 cleanup'),
  'go.cleanups.executed': count('Cleanups run', '已执行的 cleanup'),
  'go.finalizers.waiting': count('Finalizers waiting', '等待中的 finalizer'),
  'go.cleanups.waiting': count('Cleanups waiting', '等待中的 cleanup'),
  // The process, as the kernel sees it.
  'process.rss': bytes('Resident set', '常驻内存'),
  'process.rss.anon': bytes('Resident, anonymous', '常驻：匿名'),
  'process.rss.file': bytes('Resident, mapped files', '常驻：映射文件'),
  'process.rss.shmem': bytes('Resident, shared memory', '常驻：共享内存'),
  'process.rss.peak': bytes('Largest resident set so far', '常驻内存峰值'),
  'process.pss': bytes('Proportional set', '按比例分摊的内存'),
  'process.swap': bytes('Swapped out', '换出'),
  'process.virtual': bytes('Address space', '地址空间'),
  'process.page-tables': bytes('Page tables', '页表'),
  'process.lazy-free': bytes(
    'Freed, taken back when memory is short (MADV_FREE)',
    '已释放、内存紧张时才收回（MADV_FREE）',
  ),
  'process.huge-pages': bytes('In transparent huge pages', '位于透明大页'),
  'process.threads': count('Threads', '线程数'),
  'process.cpu': seconds('CPU time', 'CPU 时间'),
  // Its control group.
  'cgroup.usage': bytes('Charged to the container', '计入容器的内存'),
  'cgroup.peak': bytes('Largest charge so far', '容器内存峰值'),
  'cgroup.limit': bytes('Memory limit of the container', '容器内存限制'),
  'cgroup.soft-limit': bytes('Throttling limit of the container (memory.high)', '容器限流阈值（memory.high）'),
  'cgroup.working-set': bytes('Working set of the container', '容器工作集'),
  'cgroup.anon': bytes('Anonymous memory of the container', '容器的匿名内存'),
  'cgroup.file': bytes('Page cache of the container', '容器的页缓存'),
  'cgroup.file-mapped': bytes('Page cache that is mapped', '已映射的页缓存'),
  'cgroup.shmem': bytes('Shared memory and tmpfs of the container', '容器的共享内存与 tmpfs'),
  'cgroup.kernel': bytes('Kernel memory of the container', '容器的内核内存'),
  'cgroup.kernel-stack': bytes('Kernel stacks of the container', '容器的内核栈'),
  'cgroup.page-tables': bytes('Page tables of the container', '容器的页表'),
  'cgroup.slab': bytes('Slab of the container', '容器的 slab'),
  'cgroup.sock': bytes('Socket buffers of the container', '容器的套接字缓冲'),
  'cgroup.swap': bytes('Swap of the container', '容器的交换'),
  'cgroup.oom': count('Times the limit could not be kept', '触及限制且无法回收的次数'),
  'cgroup.oom-kills': count('Processes killed for want of memory', '因内存不足被杀的进程数'),
  'cgroup.max-events': count('Times the limit was reached', '触及限制的次数'),
} as const satisfies Record<string, CanonicalDefinition>

export type CanonicalName = keyof typeof CANONICAL_SERIES
