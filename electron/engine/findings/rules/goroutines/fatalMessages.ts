// What the runtime's last words mean (src/runtime; facts/pprof.md 6, facts/memory.md 3 and 4), for which versions, and what helps.
import type { Remedy } from '../../../../../shared/records/index.ts'
import { localText } from '../../words.ts'
import type { LocalText } from '../../words.ts'

export type FatalKind =
  | 'mapRace'
  | 'deadlock'
  | 'outOfMemory'
  | 'stackOverflow'
  | 'unlock'
  | 'nilPointer'
  | 'index'
  | 'nilMap'
  | 'closedChannel'
  | 'badPointer'
  | 'fault'
  | 'timeout'
  | 'otherFatal'
  | 'otherPanic'

export interface FatalMessage {
  kind: FatalKind
  pattern: RegExp
  title: LocalText
  meaning: LocalText
  goVersions: string
  remedies: Remedy[]
}

const RACE_DETECTOR: Remedy = {
  title: localText('Find every access with the race detector', '用竞态检测器找出全部访问'),
  text: localText(
    'It reports both sides with their stacks. The check inside the map is best effort: a run without the fatal error proves nothing.',
    '它会报告双方及其栈。map 内部的检查只是尽力而为：没有出现致命错误并不能说明没有竞争。',
  ),
  code: { language: 'sh', text: 'go test -race ./... ; go build -race -o service.race ./cmd/service' },
}

export const FATAL_MESSAGES: readonly FatalMessage[] = [
  {
    kind: 'mapRace',
    pattern: /^concurrent map (?:writes|read and map write|iteration and map write)/,
    title: localText('A map was used by several goroutines at once', '多个 goroutine 同时使用了同一个 map'),
    meaning: localText(
      'A map takes no lock. It marks a write under way and ends the process where another goroutine meets the mark; this is a fatal error, which recover does not catch. The goroutine named first met the mark: the other side is one of those that use the same map.',
      'map 不加锁。写入进行中会留下标记，另一个 goroutine 遇到该标记时进程即被终止；这是致命错误，recover 无法捕获。最先列出的 goroutine 是遇到标记的一方：另一方是使用同一 map 的其他 goroutine 之一。',
    ),
    goVersions: 'go1.6+',
    remedies: [
      {
        title: localText('Guard the map, reads included', '保护该 map，读取也要'),
        text: localText(
          'One Mutex or RWMutex for the map and everything that belongs to it. sync.Map suits keys that are written once or by one goroutine each.',
          '为该 map 及相关数据使用同一把 Mutex 或 RWMutex。sync.Map 适合每个键只写一次或只由一个 goroutine 写的情形。',
        ),
        code: {
          language: 'go',
          text: 'type sessions struct {\n\tmu sync.RWMutex\n\tm  map[string]*session\n}\n\nfunc (s *sessions) get(id string) *session {\n\ts.mu.RLock()\n\tdefer s.mu.RUnlock()\n\treturn s.m[id]\n}',
        },
      },
      RACE_DETECTOR,
    ],
  },
  {
    kind: 'deadlock',
    pattern: /^(?:all goroutines are asleep|no goroutines \(main called runtime\.Goexit\))/,
    title: localText('All goroutines were asleep', '所有 goroutine 都在休眠'),
    meaning: localText(
      'No goroutine could run, and no timer, network wait or system call could wake one. The runtime notices only this complete standstill: with one idle network connection or ticker the same deadlock goes unseen.',
      '没有 goroutine 能运行，也没有定时器、网络等待或系统调用能唤醒任何一个。运行时只能发现这种完全停滞：只要有一条空闲网络连接或一个 ticker，同样的死锁就不会被发现。',
    ),
    goVersions: 'go1.5+',
    remedies: [
      {
        title: localText('Follow the waits', '顺着等待关系查找'),
        text: localText(
          'See what each goroutine waits for and who should have acted: a channel nobody closes, a WaitGroup whose Done is not reached, locks taken in different orders.',
          '查看每个 goroutine 在等什么、应由谁动作：无人关闭的通道、未执行到 Done 的 WaitGroup、加锁顺序不一致。',
        ),
      },
    ],
  },
  {
    kind: 'outOfMemory',
    pattern: /^(?:runtime: )?(?:out of memory|cannot allocate memory)/,
    title: localText('The system gave no more memory', '系统不再提供内存'),
    meaning: localText(
      'The operating system refused the runtime a mapping: a limit of the process (ulimit -v), exhausted overcommit or mappings. It is not what a container limit does: the kernel kills without a word, and Go prints nothing then.',
      '操作系统拒绝了运行时的内存映射：进程限额（ulimit -v）、过量提交耗尽或映射数用尽。容器内存限制不是这样表现的：内核会直接杀死进程，Go 不会打印任何内容。',
    ),
    goVersions: 'go1.5+',
    remedies: [
      {
        title: localText('See what holds the heap', '查看堆被什么占用'),
        text: localText(
          'Take heap profiles before it comes to this, and set GOMEMLIMIT below the limit of the process (Go 1.19 and later) so that the GC works harder first.',
          '在此之前采集堆剖析，并把 GOMEMLIMIT 设在进程限额之下（Go 1.19 起），让 GC 先更努力地工作。',
        ),
        code: {
          language: 'sh',
          text: 'curl -s -o heap.pb.gz "http://localhost:6060/debug/pprof/heap?gc=1"; ulimit -a',
        },
      },
    ],
  },
  {
    kind: 'stackOverflow',
    pattern: /^stack overflow|goroutine stack exceeds/,
    title: localText('A stack grew beyond its limit', '栈超出了上限'),
    meaning: localText(
      'A goroutine’s stack passed the limit, 1 GB on 64-bit systems (debug.SetMaxStack). That is recursion without an end, or with one much too deep. recover does not catch it.',
      '某个 goroutine 的栈超过上限（64 位系统为 1 GB，可用 debug.SetMaxStack 更改）。这是没有终点或过深的递归。recover 无法捕获。',
    ),
    goVersions: 'go1.5+',
    remedies: [
      {
        title: localText('End the recursion', '让递归有终点'),
        text: localText(
          'Bound the depth, or keep a stack of one’s own on the heap. Values that contain themselves (cyclic data, a String method that prints itself) are the usual cause.',
          '限制深度，或在堆上自建栈。常见原因是值包含自身（循环数据、String 方法打印自己）。',
        ),
        code: {
          language: 'go',
          text: 'func (n *Node) walk(depth int) error {\n\tif depth > maxDepth {\n\t\treturn errTooDeep\n\t}\n\t// …\n}',
        },
      },
    ],
  },
  {
    kind: 'unlock',
    pattern: /^sync: (?:[Uu]nlock|RUnlock) of unlocked/,
    title: localText('An unlocked lock was unlocked', '解锁了未加锁的锁'),
    meaning: localText(
      'Unlock ran without a Lock before it: twice on one path, on a copy of the lock, or by another goroutine than thought. It is a fatal error, which recover does not catch.',
      'Unlock 之前没有对应的 Lock：同一路径上执行了两次、作用于锁的副本，或由意料之外的 goroutine 执行。这是致命错误，recover 无法捕获。',
    ),
    goVersions: 'go1.5+',
    remedies: [
      {
        title: localText('Unlock where the lock is taken', '在加锁处解锁'),
        text: localText(
          'defer mu.Unlock() right below mu.Lock(); never copy a value that holds a lock.',
          '在 mu.Lock() 下一行写 defer mu.Unlock()；不要复制含锁的值。',
        ),
        code: { language: 'sh', text: 'go vet -copylocks ./...' },
      },
    ],
  },
  {
    kind: 'nilPointer',
    pattern: /invalid memory address or nil pointer dereference/,
    title: localText('A nil pointer was used', '使用了空指针'),
    meaning: localText(
      'The first frame of the program’s own reads or writes through a nil pointer, or calls a method of a nil interface. The address tells the offset of the field where it is small.',
      '程序自身的第一个栈帧通过空指针读写，或调用了空接口的方法。地址较小时即为字段的偏移。',
    ),
    goVersions: 'go1.5+',
    remedies: [
      {
        title: localText('Check where the value comes from', '检查该值的来源'),
        text: localText(
          'An error that was not looked at before the result was used is the usual cause.',
          '常见原因是在使用结果之前没有检查错误。',
        ),
      },
    ],
  },
  {
    kind: 'index',
    pattern: /(?:index|slice bounds) out of range/,
    title: localText('An index was out of range', '下标越界'),
    meaning: localText(
      'The index and the length are in the message since Go 1.13.',
      '自 Go 1.13 起，消息中含下标与长度。',
    ),
    goVersions: 'go1.5+',
    remedies: [],
  },
  {
    kind: 'nilMap',
    pattern: /assignment to entry in nil map/,
    title: localText('A nil map was written to', '向空 map 写入'),
    meaning: localText(
      'A map that was declared but never made can be read, not written.',
      '只声明而未 make 的 map 可读不可写。',
    ),
    goVersions: 'go1.5+',
    remedies: [],
  },
  {
    kind: 'closedChannel',
    pattern: /(?:send on|close of) (?:a )?(?:closed|nil) channel/,
    title: localText('A channel was used after its end', '通道在关闭后仍被使用'),
    meaning: localText(
      'Only the sender may close a channel, once, when nobody sends any more.',
      '只有发送方可以关闭通道，且只能一次，并且不能再有人发送。',
    ),
    goVersions: 'go1.5+',
    remedies: [],
  },
  {
    kind: 'badPointer',
    pattern: /^found bad pointer in Go heap/,
    title: localText('The garbage collector met a bad pointer', '垃圾回收器遇到了非法指针'),
    meaning: localText(
      'A pointer leads into a free span: memory was changed behind the runtime’s back, by unsafe or cgo, or a data race tore a value.',
      '指针指向了空闲的 span：内存被 unsafe 或 cgo 绕过运行时修改，或数据竞争撕裂了某个值。',
    ),
    goVersions: 'go1.5+',
    remedies: [RACE_DETECTOR],
  },
  {
    kind: 'fault',
    pattern: /^(?:fault|unexpected signal during runtime execution)/,
    title: localText('A memory fault outside of Go’s control', '超出 Go 控制的内存错误'),
    meaning: localText(
      'The fault was in the runtime or in C code, or at an address no nil pointer leads to (a mapped file that was cut, unsafe).',
      '错误发生在运行时或 C 代码中，或地址不可能由空指针到达（被截断的映射文件、unsafe）。',
    ),
    goVersions: 'go1.5+',
    remedies: [],
  },
  {
    kind: 'timeout',
    pattern: /^test timed out after/,
    title: localText('A test ran out of time', '测试超时'),
    meaning: localText(
      'go test ended the process after its -timeout and printed all goroutines: the test that hangs is among them.',
      'go test 在 -timeout 之后终止进程并打印全部 goroutine：挂起的测试就在其中。',
    ),
    goVersions: 'go1.5+',
    remedies: [],
  },
]
