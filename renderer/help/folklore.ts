// Claims about Go that many believe, each with what the runtime does instead and for which versions. Checked in the sources of
// Go 1.8 to 1.27.
import { localText, type LocalText } from '../../shared/lib/localText.ts'

export type FolkloreVerdict = 'false' | 'outdated' | 'half' | 'true'
export const FOLKLORE_TOPICS = ['gc', 'memory', 'maps', 'slices', 'tools'] as const

export interface Folklore {
  topic: (typeof FOLKLORE_TOPICS)[number]
  claim: LocalText
  verdict: FolkloreVerdict
  truth: LocalText
  /** Versions the truth is about. */
  versions: string
}

const claim = (
  topic: Folklore['topic'],
  verdict: FolkloreVerdict,
  versions: string,
  en: [string, string],
  zh: [string, string],
): Folklore => ({ topic, verdict, versions, claim: localText(en[0], zh[0]), truth: localText(en[1], zh[1]) })

export const FOLKLORE: readonly Folklore[] = [
  claim(
    'gc',
    'false',
    'go1.5+',
    [
      'The middle number of a gctrace line is the pause.',
      'It is the wall time of concurrent mark, which runs beside the program. The pauses are the first and the last number.',
    ],
    ['gctrace 行中间的数字是停顿时间。', '那是并发标记的实际时间，与程序同时进行。停顿是首尾两个数字。'],
  ),
  claim(
    'gc',
    'false',
    'go1.5+',
    [
      '“0.12/1.8/0.03” are mark assist, sweep assist and GC assist.',
      'They are CPU of mark assist, of background marking and of idle marking.',
    ],
    ['“0.12/1.8/0.03”是标记辅助、清扫辅助和 GC 辅助。', '它们是标记辅助、后台标记与空闲标记的 CPU。'],
  ),
  claim(
    'gc',
    'half',
    'go1.5+',
    [
      'A forced GC is marked in the log.',
      'A call of runtime.GC() has the suffix “(forced)”. The two-minute timer prints a line “GC forced” and has no suffix: the two mean opposite things.',
    ],
    [
      '强制 GC 在日志中有标记。',
      '调用 runtime.GC() 会带后缀“(forced)”。两分钟定时器输出单独一行“GC forced”而没有后缀：两者含义相反。',
    ],
  ),
  claim(
    'gc',
    'false',
    'go1.5+',
    [
      'Go’s GC runs on allocation failure and has a young generation.',
      'That is the JVM. Go’s collector starts when the heap reaches its trigger, after two minutes, or by a call, and has no generations.',
    ],
    [
      'Go 的 GC 在分配失败时运行，并有新生代。',
      '那是 JVM。Go 的回收器在堆达到触发点、两分钟之后或被调用时启动，没有分代。',
    ],
  ),
  claim(
    'gc',
    'false',
    'go1.18+',
    [
      'The next cycle starts at live heap × GOGC / 100.',
      'The goal is live + (live + stacks + globals) × GOGC / 100, and a cycle starts below its goal.',
    ],
    [
      '下一个周期在 存活堆 × GOGC / 100 处开始。',
      '堆目标是 live + (live + stacks + globals) × GOGC / 100，周期在低于目标时开始。',
    ],
  ),
  claim(
    'gc',
    'half',
    'go1.8+',
    [
      'The world stops only at the end of marking.',
      'A cycle has two pauses: sweep termination at its start and mark termination.',
    ],
    ['只在标记结束时 STW。', '一个周期有两次停顿：开始时的清扫终止和标记终止。'],
  ),
  claim(
    'gc',
    'false',
    'go1.5+',
    ['Objects above 32 KB skip mark assist.', 'Assist is charged by bytes allocated, large objects included.'],
    ['大于 32 KB 的对象不承担标记辅助。', '标记辅助按分配的字节计，大对象也不例外。'],
  ),
  claim(
    'gc',
    'half',
    'go1.5+',
    [
      'SetGCPercent(-1) and calling runtime.GC() by hand cures fragmentation.',
      'It works as a switch, but turns the two-minute timer off, too, risks running out of memory, and does not touch fragmentation.',
    ],
    [
      'SetGCPercent(-1) 并手动调用 runtime.GC() 可以解决碎片。',
      '作为开关可行，但两分钟定时器也随之关闭，有耗尽内存的风险，且对碎片没有作用。',
    ],
  ),
  claim(
    'gc',
    'true',
    'go1.3+',
    ['sync.Pool lowers allocation and so assists.', 'It does. Since 1.13 what is pooled survives one more cycle.'],
    ['sync.Pool 可以减少分配，从而减少标记辅助。', '确实如此。自 1.13 起，池中对象可多存活一个周期。'],
  ),
  claim(
    'memory',
    'outdated',
    'go1.12–1.15',
    [
      'Set GODEBUG=madvdontneed=1, or RSS does not fall.',
      'That mattered on Linux while MADV_FREE was the default. Since 1.16 memory is returned at once without it.',
    ],
    [
      '要设置 GODEBUG=madvdontneed=1，RSS 才会下降。',
      '仅在 Linux 默认使用 MADV_FREE 时有意义。自 1.16 起无需设置即立即归还。',
    ],
  ),
  claim(
    'memory',
    'half',
    'go1.13+',
    [
      'Go never gives memory back.',
      'It keeps freed memory for reuse and a background scavenger returns it within minutes.',
    ],
    ['Go 从不归还内存。', '它把释放的内存留待复用，由后台 scavenger 在数分钟内归还。'],
  ),
  claim(
    'memory',
    'false',
    'go1.5+',
    [
      'The Go heap is [heap] in /proc/PID/maps.',
      'It is anonymous memory from 0xc000000000 (a random base since 1.26); [heap] is C’s. Since 1.25 it may be named [anon: Go: …].',
    ],
    [
      'Go 堆就是 /proc/PID/maps 中的 [heap]。',
      '它是从 0xc000000000 起的匿名内存（自 1.26 起基址随机）；[heap] 属于 C。自 1.25 起可能名为 [anon: Go: …]。',
    ],
  ),
  claim(
    'memory',
    'outdated',
    'go1.4–1.18',
    [
      'A goroutine starts with 2 KB of stack.',
      '2 KB is the minimum. Since 1.19 the first size follows the average stack use that was measured.',
    ],
    ['goroutine 的初始栈是 2 KB。', '2 KB 是最小值。自 1.19 起，初始大小随测得的平均栈使用量变化。'],
  ),
  claim(
    'memory',
    'false',
    'go1.5+',
    [
      'Large objects begin at 2 MB.',
      'They begin above 32,768 bytes: each has a span of its own, in whole pages of 8 KiB.',
    ],
    ['大对象从 2 MB 起。', '从 32,768 字节以上起：每个大对象有自己的 span，以 8 KiB 的整页计。'],
  ),
  claim(
    'memory',
    'true',
    'go1.5+',
    [
      'A finalizer delays the freeing of its object.',
      'By at least one cycle, and it may never run. Since 1.24 runtime.AddCleanup is the better choice.',
    ],
    [
      'finalizer 会推迟对象的释放。',
      '至少推迟一个周期，而且可能永不运行。自 1.24 起 runtime.AddCleanup 是更好的选择。',
    ],
  ),
  claim(
    'maps',
    'false',
    'go1.5+',
    [
      'Map growth stops the world and shows as STW spikes.',
      'Growth is done piece by piece by whoever writes (to 1.23), or table by table of at most 1,024 slots (since 1.24). It allocates, and so makes GC work.',
    ],
    [
      'map 扩容会 STW，表现为停顿尖峰。',
      '扩容由写入者逐步完成（至 1.23），或按至多 1,024 个槽位的表逐个完成（自 1.24 起）。它会分配内存，从而增加 GC 的工作。',
    ],
  ),
  claim(
    'maps',
    'outdated',
    'go1.0–1.23',
    [
      'A map has buckets of eight pairs with overflow chains.',
      'Since 1.24 maps are Swiss tables: groups of eight slots, open addressing, no chains.',
    ],
    ['map 由每桶八对、带溢出链的桶组成。', '自 1.24 起 map 是 Swiss table：每组八个槽位，开放寻址，没有链。'],
  ),
  claim(
    'maps',
    'false',
    'go1.0–1.23',
    [
      'Same-size growth keeps the old buckets referenced: a leak.',
      'Entries are copied and the old array is ordinary garbage when the last bucket is evacuated.',
    ],
    ['等量扩容会一直引用旧桶，造成泄漏。', '条目会被复制，最后一个桶迁移完成后，旧数组就是普通垃圾。'],
  ),
  claim(
    'maps',
    'true',
    'go1.0+',
    [
      'A map never shrinks.',
      'Deleting entries keeps its buckets or tables. Copying into a new map is the only way to free them.',
    ],
    ['map 从不缩小。', '删除条目后桶或表仍保留。复制到新的 map 是释放它们的唯一办法。'],
  ),
  claim(
    'maps',
    'false',
    'go1.0+',
    [
      'Contention on a map shows under runtime.mapassign in the mutex profile.',
      'Builtin maps take no lock. Concurrent writes are a fatal error, not a wait.',
    ],
    ['map 的竞争会显示在互斥锁剖析的 runtime.mapassign 下。', '内置 map 不使用锁。并发写入是致命错误，而不是等待。'],
  ),
  claim(
    'maps',
    'half',
    'go1.9+',
    [
      'sync.Map is for read-mostly maps.',
      'True to 1.23. Since 1.24 it is a concurrent hash trie that is good at writes of different keys, too.',
    ],
    ['sync.Map 适合读多写少。', '至 1.23 为止成立。自 1.24 起它是并发哈希字典树，写入不同的键也表现良好。'],
  ),
  claim(
    'maps',
    'true',
    'go1.0+',
    [
      'make(map, n) avoids growth.',
      'It does, and halves what is allocated: filling without a hint takes about twice the bytes.',
    ],
    ['make(map, n) 可以避免扩容。', '确实如此，而且分配减半：不给提示而逐个填入约需两倍字节。'],
  ),
  claim(
    'slices',
    'outdated',
    'go1.0–1.17',
    [
      'append doubles below 1,024 elements and adds a quarter above.',
      'Since 1.18 it doubles below 256 and then goes smoothly from 2× to 1.25×; the result is rounded up to a size class.',
    ],
    [
      'append 在 1,024 个元素以下翻倍，以上增加四分之一。',
      '自 1.18 起在 256 以下翻倍，之后从 2 倍平滑过渡到 1.25 倍；结果再向上取到尺寸等级。',
    ],
  ),
  claim(
    'slices',
    'false',
    'go1.0+',
    [
      'append rounds the capacity up to 2 MB.',
      'To a size class, or above 32 KiB to whole pages of 8 KiB. A []int64 of 100 grows to 224.',
    ],
    ['append 会把容量取整到 2 MB。', '取到尺寸等级，32 KiB 以上取到 8 KiB 的整页。长度 100 的 []int64 扩到 224。'],
  ),
  claim(
    'tools',
    'false',
    'go1.5+',
    [
      'GODEBUG=mtrace=1 writes a log of allocations.',
      'No version knows this key, and unknown keys are ignored silently. Nearest: allocfreetrace (to 1.22), traceallocfree in execution traces (since 1.23).',
    ],
    [
      'GODEBUG=mtrace=1 会写出分配日志。',
      '没有任何版本认识这个键，未知的键会被静默忽略。最接近的是 allocfreetrace（至 1.22）和执行跟踪中的 traceallocfree（自 1.23 起）。',
    ],
  ),
  claim(
    'tools',
    'false',
    'go1.5+',
    [
      'go tool trace -pprof=heap extracts heap snapshots.',
      'It knows net, sync, syscall and sched. A trace holds no heap profile.',
    ],
    ['go tool trace -pprof=heap 可以提取堆快照。', '它只支持 net、sync、syscall 和 sched。跟踪中没有堆剖析。'],
  ),
  claim(
    'tools',
    'false',
    'go1.5+',
    [
      'A heap profile shows objects of a type, such as map overflow buckets.',
      'It has stacks, not types. Allocation of maps shows in the function that wrote to the map.',
    ],
    ['堆剖析会显示某种类型的对象，例如 map 的溢出桶。', '它只有调用栈，没有类型。map 的分配显示在写入 map 的函数上。'],
  ),
  claim(
    'tools',
    'false',
    'go1.9+',
    [
      'Traces have no events of mark assist.',
      'GCMarkAssistStart and GCMarkAssistDone since 1.9; GCMarkAssistBegin and End since 1.22.',
    ],
    [
      '跟踪中没有标记辅助事件。',
      '自 1.9 起有 GCMarkAssistStart 与 GCMarkAssistDone，自 1.22 起为 GCMarkAssistBegin 与 GCMarkAssistEnd。',
    ],
  ),
  claim(
    'tools',
    'false',
    'go1.5+',
    ['Traces are taken from /debug/trace?seconds=5.', 'The path is /debug/pprof/trace?seconds=5.'],
    ['跟踪从 /debug/trace?seconds=5 获取。', '路径是 /debug/pprof/trace?seconds=5。'],
  ),
  claim(
    'tools',
    'true',
    'go1.0+',
    [
      'runtime.gcAssistAlloc above 5 % of a CPU profile means trouble.',
      'A good rule of thumb: allocation outruns marking, or the heap is near its limit.',
    ],
    ['CPU 剖析中 runtime.gcAssistAlloc 超过 5 % 就有问题。', '是不错的经验法则：分配快于标记，或堆已接近限制。'],
  ),
]
