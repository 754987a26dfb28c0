// The catalogue of captures: what each is, what taking it costs, which sources show it, and its command where the service runs.
// Figures about Go versions: facts on profiles, gctrace lines, execution traces and memory.
import type { LocalText } from '../lib/localText.ts'
import { localText } from '../lib/localText.ts'
import type { EnvironmentId } from './environments.ts'

export interface Capture {
  id: string
  title: LocalText
  /** What taking it costs, and since which Go version it is there. */
  note: LocalText
  /** Kinds of sources that show it, as readers name them; one without a reader is listed and cannot be found yet. */
  kinds: readonly string[]
  /** Of these kinds, the variants that count; any where it is left out. */
  variants?: readonly string[]
  /** So many different sources are needed: two for a change. */
  atLeast: number
  /** Has to be set before the process starts, and ends or replaces one that runs: shown, never part of a script that runs. */
  prepare?: CommandsByEnvironment
  /** One per line, run in order. */
  commands: CommandsByEnvironment
}

/** `pprof` is the command where no other is named. */
export type CommandsByEnvironment = { pprof: string } & Partial<Record<EnvironmentId, string>>

/** Files carry their UTC time, so that they have a place on the clock whatever is in them. */
const STAMP = '$(date -u +%Y%m%dT%H%M%SZ)'
const fetchPprof = (endpoint: string, name: string, extension = 'pb.gz'): string =>
  `curl -fsS -o "${name}-${STAMP}.${extension}" "http://\${HOST}/debug/pprof/${endpoint}"`
const inPod = (command: string): string => `kubectl exec -n "\${NAMESPACE}" "\${POD}" -c "\${CONTAINER}" -- ${command}`
/** Of the container that runs the command (v2 hierarchy). */
const CGROUP_FILES = ['memory.stat', 'memory.events', 'memory.current', 'memory.max']
const cgroupOf = (folder: string): string =>
  CGROUP_FILES.map((file) => `cat "${folder}/${file}" > "cgroup-${file}-${STAMP}"`).join('\n')
const ofProcess = (file: string, name: string): string => `sudo cat "/proc/\${PID}/${file}" > "${name}-${STAMP}"`

const TWICE = (command: string): string => `${command}\nsleep 600\n${command}`

export const CAPTURES = [
  {
    id: 'gctrace',
    title: localText('gctrace log', 'gctrace 日志'),
    note: localText(
      'One line per GC cycle, every Go version since 1.5; costs nothing measurable. The setting is read when the process starts: set it for the next start, and do not restart a process that shows the fault.',
      '每个 GC 周期一行，Go 1.5 起均有；开销可忽略。该设置在进程启动时读取：请为下次启动设好，不要为此重启正在出现问题的进程。',
    ),
    kinds: ['gctrace'],
    atLeast: 1,
    prepare: {
      pprof: 'GODEBUG=gctrace=1 "${SERVICE}" 2>> "${LOG}"',
      kubernetes: 'kubectl set env -n "${NAMESPACE}" "deployment/${DEPLOYMENT}" GODEBUG=gctrace=1',
      docker: 'docker run -d --name "${CONTAINER}" -e GODEBUG=gctrace=1 "${IMAGE}"',
      systemd:
        'sudo mkdir -p "/etc/systemd/system/${UNIT}.d"\n' +
        'printf \'[Service]\\nEnvironment=GODEBUG=gctrace=1\\n\' | sudo tee "/etc/systemd/system/${UNIT}.d/gctrace.conf"\n' +
        'sudo systemctl daemon-reload',
    },
    commands: {
      pprof: `cp "\${LOG}" "service-${STAMP}.log"`,
      kubernetes: `kubectl logs -n "\${NAMESPACE}" "\${POD}" -c "\${CONTAINER}" --timestamps > "service-${STAMP}.log"`,
      docker: `docker logs --timestamps "\${CONTAINER}" > "service-${STAMP}.log" 2>&1`,
      systemd: `journalctl -u "\${UNIT}" -o short-iso-precise --no-pager > "service-${STAMP}.log"`,
    },
  },
  {
    id: 'lastLog',
    title: localText('gctrace log up to the kill', '直至被终止的 gctrace 日志'),
    note: localText(
      'The kernel’s kill prints nothing in Go (exit code 137), so the last gc lines are what is left. Kubernetes keeps the log of the killed container only until the next restart.',
      '内核终止进程时 Go 不会打印任何内容（退出码 137），因此最后的 gc 行就是仅存的记录。Kubernetes 只保留被终止容器的日志到下一次重启。',
    ),
    kinds: ['gctrace'],
    atLeast: 1,
    commands: {
      pprof: `cp "\${LOG}" "service-killed-${STAMP}.log"`,
      kubernetes: `kubectl logs -n "\${NAMESPACE}" "\${POD}" -c "\${CONTAINER}" --timestamps --previous > "service-killed-${STAMP}.log"`,
      docker: `docker logs --timestamps "\${CONTAINER}" > "service-killed-${STAMP}.log" 2>&1`,
      systemd: `journalctl -u "\${UNIT}" -o short-iso-precise --no-pager > "service-killed-${STAMP}.log"`,
    },
  },
  {
    id: 'heapTwice',
    title: localText('Heap profile, twice, ten minutes apart', '堆剖析两份，相隔十分钟'),
    note: localText(
      'In-use figures are those of the last finished GC cycle; ?gc=1 runs one first. Samples of one allocation per 512 KiB: nothing to feel while running.',
      '在用数据截至最近一次完成的 GC 周期；?gc=1 会先执行一次 GC。平均每 512 KiB 分配采样一次，运行中几乎无感。',
    ),
    kinds: ['profile'],
    variants: ['heap'],
    atLeast: 2,
    commands: { pprof: TWICE(fetchPprof('heap?gc=1', 'heap')) },
  },
  {
    id: 'heap',
    title: localText('Heap profile', '堆剖析'),
    note: localText(
      'In-use figures are those of the last finished GC cycle; ?gc=1 runs one first, which a process near its limit may not survive: then leave it out.',
      '在用数据截至最近一次完成的 GC 周期；?gc=1 会先执行一次 GC，接近上限的进程可能因此被终止，此时请去掉该参数。',
    ),
    kinds: ['profile'],
    variants: ['heap'],
    atLeast: 1,
    commands: { pprof: fetchPprof('heap', 'heap') },
  },
  {
    id: 'allocs',
    title: localText('allocs profile', 'allocs 剖析'),
    note: localText(
      'The same samples, totals since the start. Go 1.11 and later; before, the heap profile carries the same columns.',
      '同一批样本，自启动以来的累计值。Go 1.11 起；更早的版本在堆剖析中有相同的列。',
    ),
    kinds: ['profile'],
    variants: ['allocs'],
    atLeast: 1,
    commands: { pprof: fetchPprof('allocs', 'allocs') },
  },
  {
    id: 'cpu',
    title: localText('CPU profile, 30 s', 'CPU 剖析，30 秒'),
    note: localText(
      '100 samples per second and thread: about a percent. Only running code shows, waiting does not. Before Go 1.18 it counts too little above a few cores.',
      '每线程每秒 100 个样本，开销约百分之一。只显示正在运行的代码，不显示等待。Go 1.18 之前在多核上会少计。',
    ),
    kinds: ['profile'],
    variants: ['cpu'],
    atLeast: 1,
    commands: { pprof: fetchPprof('profile?seconds=30', 'cpu') },
  },
  {
    id: 'mutexBlock',
    title: localText('Mutex and block profile', '互斥锁与阻塞剖析'),
    note: localText(
      'Both are empty unless the program asks for them: runtime.SetMutexProfileFraction(100), runtime.SetBlockProfileRate(10000). The mutex stack is that of the holder, the block stack that of who waited.',
      '除非程序开启，否则两者均为空：runtime.SetMutexProfileFraction(100)、runtime.SetBlockProfileRate(10000)。互斥锁剖析中的栈属于持有者，阻塞剖析中的栈属于等待者。',
    ),
    kinds: ['profile'],
    variants: ['mutex', 'block'],
    atLeast: 2,
    commands: { pprof: `${fetchPprof('mutex', 'mutex')}\n${fetchPprof('block', 'block')}` },
  },
  {
    id: 'goroutineDumps',
    title: localText('Goroutine dump, twice, two minutes apart', 'goroutine 转储两份，相隔两分钟'),
    note: localText(
      'Every goroutine with its stack, state and waiting time. The program stands still while it is written: a moment for thousands, seconds for a million.',
      '每个 goroutine 的栈、状态与等待时间。写出期间程序停顿：数千个时只是一瞬，百万个时可达数秒。',
    ),
    kinds: ['goroutineDump', 'goroutines', 'dump'],
    atLeast: 2,
    commands: {
      pprof: `${fetchPprof('goroutine?debug=2', 'goroutines', 'txt')}\nsleep 120\n${fetchPprof('goroutine?debug=2', 'goroutines', 'txt')}`,
    },
  },
  {
    id: 'goroutineProfile',
    title: localText('Goroutine profile', 'goroutine 剖析'),
    note: localText(
      'Counts per stack, complete; since Go 1.19 mostly without stopping the program. With Go 1.27 take debug/pprof/goroutineleak, too: it proves which are never woken, and runs a GC for it.',
      '按栈计数，完整无采样；Go 1.19 起大体无需停顿。Go 1.27 请再取 debug/pprof/goroutineleak：它能证明哪些 goroutine 永远不会被唤醒，为此会执行一次 GC。',
    ),
    kinds: ['profile'],
    variants: ['goroutine', 'goroutineleak'],
    atLeast: 1,
    commands: { pprof: fetchPprof('goroutine', 'goroutine') },
  },
  {
    id: 'executionTrace',
    title: localText('Execution trace, 5 s', '执行跟踪，5 秒'),
    note: localText(
      'Take it while the fault shows. Some percent of CPU and tens of MB for busy services; since Go 1.25 runtime/trace.FlightRecorder keeps the last seconds for the moment it happens.',
      '请在问题出现时采集。繁忙的服务会占用百分之几的 CPU、产生数十 MB；Go 1.25 起可用 runtime/trace.FlightRecorder 保留最近几秒，在事发时写出。',
    ),
    kinds: ['gotrace', 'executionTrace'],
    atLeast: 1,
    commands: { pprof: fetchPprof('trace?seconds=5', 'trace', 'out') },
  },
  {
    id: 'runtimeMetrics',
    title: localText('Runtime statistics', '运行时统计'),
    note: localText(
      'What the runtime says of its memory, to hold against what the kernel charges. expvar shows MemStats; a Prometheus endpoint shows the same and the service’s own series.',
      '运行时自述的内存状况，用于与内核计费对照。expvar 给出 MemStats；Prometheus 端点给出同样的数据以及服务自己的指标。',
    ),
    kinds: ['memstats', 'metrics', 'series', 'prometheus', 'expvar'],
    atLeast: 1,
    commands: {
      pprof:
        `curl -fsS -o "vars-${STAMP}.json" "http://\${HOST}/debug/vars"\n` +
        `curl -fsS -o "metrics-${STAMP}.txt" "http://\${HOST}/metrics"`,
    },
  },
  {
    id: 'cgroup',
    title: localText('cgroup memory', 'cgroup 内存'),
    note: localText(
      'What the container is charged, split by class, against its limit. Paths are those of cgroup v2; with v1 it is memory/memory.stat and memory.usage_in_bytes.',
      '容器被计费的内存、其构成及上限。路径适用于 cgroup v2；v1 为 memory/memory.stat 与 memory.usage_in_bytes。',
    ),
    kinds: ['cgroup', 'os'],
    atLeast: 1,
    commands: {
      pprof: cgroupOf('/sys/fs/cgroup$(cut -d: -f3 "/proc/${PID}/cgroup")'),
      kubernetes: CGROUP_FILES.map(
        (file) => `${inPod(`cat "/sys/fs/cgroup/${file}"`)} > "cgroup-${file}-${STAMP}"`,
      ).join('\n'),
      docker: cgroupOf('/sys/fs/cgroup$(cut -d: -f3 "/proc/${PID}/cgroup")'),
      systemd: cgroupOf('${CGROUP}'),
    },
  },
  {
    id: 'smaps',
    title: localText('smaps_rollup and status of the process', '进程的 smaps_rollup 与 status'),
    note: localText(
      'What is resident, shared and swapped, page by page summed up. The kernel walks the page tables: some milliseconds per GiB.',
      '驻留、共享与换出的内存总计。内核需要遍历页表：每 GiB 数毫秒。',
    ),
    kinds: ['smaps', 'procStatus', 'os'],
    atLeast: 1,
    commands: {
      pprof: `${ofProcess('smaps_rollup', 'smaps_rollup')}\n${ofProcess('status', 'status')}`,
      kubernetes:
        `${inPod('cat /proc/1/smaps_rollup')} > "smaps_rollup-${STAMP}"\n` +
        `${inPod('cat /proc/1/status')} > "status-${STAMP}"`,
    },
  },
  {
    id: 'kernelLog',
    title: localText('Kernel messages of the kill', '内核的终止消息'),
    note: localText(
      'Which limit was hit, which process was chosen and what each held. Needs the rights of the node’s administrator; a pod’s description also lists its environment.',
      '触发了哪个上限、选中了哪个进程、各自占用多少。需要节点管理员权限；Pod 描述中也会列出环境变量。',
    ),
    kinds: ['oomKill', 'oomKiller', 'kernelLog', 'os'],
    atLeast: 1,
    commands: {
      pprof: `sudo journalctl -k -o short-iso-precise --no-pager > "kernel-${STAMP}.log"`,
      kubernetes:
        `kubectl describe pod -n "\${NAMESPACE}" "\${POD}" > "pod-${STAMP}.txt"\n` +
        `kubectl debug "node/$(kubectl get pod -n "\${NAMESPACE}" "\${POD}" -o 'jsonpath={.spec.nodeName}')" -q -i --image=busybox --profile=sysadmin -- chroot /host journalctl -k -o short-iso-precise --no-pager > "kernel-${STAMP}.log"`,
    },
  },
  {
    id: 'settings',
    title: localText('GOGC, GOMEMLIMIT and the container’s limit', 'GOGC、GOMEMLIMIT 与容器上限'),
    note: localText(
      'No capture carries them: write them down, an annotation will do. GOMEMLIMIT is there since Go 1.19.',
      '任何采集文件都不包含它们：请记录下来，写成批注即可。GOMEMLIMIT 自 Go 1.19 起提供。',
    ),
    kinds: [],
    atLeast: 1,
    commands: {
      pprof:
        "sudo cat \"/proc/${PID}/environ\" | tr '\\0' '\\n' | grep -E '^(GOGC|GOMEMLIMIT|GOMAXPROCS|GODEBUG)=' > settings.txt",
      kubernetes:
        'kubectl get pod -n "${NAMESPACE}" "${POD}" -o \'jsonpath={range .spec.containers[*]}{.name}{" GOGC="}{.env[?(@.name=="GOGC")].value}{" GOMEMLIMIT="}{.env[?(@.name=="GOMEMLIMIT")].value}{" limits="}{.resources.limits}{"\\n"}{end}\' > settings.txt',
      docker:
        "docker inspect -f '{{.HostConfig.Memory}}{{range .Config.Env}}{{println}}{{.}}{{end}}' \"${CONTAINER}\" | grep -E '^([0-9]+$|(GOGC|GOMEMLIMIT|GOMAXPROCS|GODEBUG)=)' > settings.txt",
      systemd:
        "{ systemctl show -p Environment --value \"${UNIT}\" | tr ' ' '\\n' | grep -E '^(GOGC|GOMEMLIMIT|GOMAXPROCS|GODEBUG)='; systemctl show -p MemoryMax \"${UNIT}\"; } > settings.txt",
    },
  },
] as const satisfies readonly Capture[]

export type CaptureId = (typeof CAPTURES)[number]['id']

const byId: ReadonlyMap<string, Capture> = new Map(CAPTURES.map((capture) => [capture.id, capture]))
/** Every id has an entry: the type is made from the list. */
export const captureOf = (id: CaptureId): Capture => byId.get(id) as Capture
