// Whether text is something of the operating system about memory, by its first lines.
import { decodeText } from '../decodeText.ts'
import type { Recognition } from '../reader.ts'
import { greppedLine } from './greppedLine.ts'
import { RegionLines } from './RegionLines.ts'
import { VALUE_FILES, flatKey, versionOfFile, versionOfKey } from './systemNames.ts'

const HEAD_CHARACTERS = 65_536
const LINES = 300

/** How a source of this kind is read. */
export type OsMemoryShape = 'files' | 'kernel' | 'describe' | 'pods'

const KERNEL =
  / invoked oom-killer: |(?:Memory cgroup out of memory|Out of memory(?: \([^)]{0,64}\))?): Kill(?:ed)? process \d+|oom-kill:constraint=|Killed process \d+(?:, UID \d+)?[ ,]+\(.{1,64}?\),? (?:UID[: ]\d+, )?total-vm:\d+kB/
const DESCRIBE = /^ {0,4}(?:Last )?State: +(?:Terminated|Running|Waiting)\b/m
const PODS = /"?kind"?:\s*"?(?:Pod|PodList|List)\b/
const STATUSES = /"?(?:containerStatuses|initContainerStatuses)"?:/

/** Null: nothing that is told from the head; the reader then takes it for files of the system. */
export const shapeOf = (head: Uint8Array): OsMemoryShape | null => shapeIn(headText(head))

function shapeIn(text: string): OsMemoryShape | null {
  if (KERNEL.test(text)) return 'kernel'
  if (/^\s*(?:\{|apiVersion:|---|- apiVersion:)/.test(text) && PODS.test(text)) return 'pods'
  if (DESCRIBE.test(text) && /^[ \t]*(?:Reason|Restart Count|Exit Code|Ready|Started):/m.test(text)) return 'describe'
  if (/^Name:\s+\S+\r?\nNamespace:\s+\S+/m.test(text) && /^Containers:\s*$/m.test(text)) return 'describe'
  return null
}

/** An out-of-memory kill somewhere in a stretch of a longer log. */
export const hasOomKill = (text: Uint8Array): boolean => {
  const bytes = Buffer.from(text.buffer, text.byteOffset, text.byteLength)
  // Searched at memory speed; the words decide only where they stand.
  for (const mark of ['invoked oom-killer', 'ut of memory', 'oom-kill:constraint'])
    for (let at = bytes.indexOf(mark), tries = 0; at >= 0 && tries < 100; at = bytes.indexOf(mark, at + 1), tries++)
      if (KERNEL.test(bytes.toString('latin1', Math.max(0, at - 80), at + 200))) return true
  return false
}

const of = (variant: string, confidence: number, because: string): Recognition => ({
  kind: 'osMemory',
  variant,
  confidence,
  because,
})

export const OOM_RECOGNITION = of('oom-killer', 0.95, 'it is a kernel log with an out-of-memory kill')

/** Null: nothing of this kind. `name` is looked at only where the text is nothing but a number. */
export function osMemoryIn(head: Uint8Array, name = ''): Recognition | null {
  const text = headText(head)
  const shape = shapeIn(text)
  if (shape === 'kernel') return OOM_RECOGNITION
  if (shape === 'describe') return of('pod', 0.95, 'it is what kubectl describe says of a pod')
  if (shape === 'pods')
    return STATUSES.test(text) || /"?containers"?:/.test(text)
      ? of('pod', 0.9, 'it is a pod as kubectl get prints it')
      : null
  return filesIn(text, name)
}

function filesIn(text: string, name: string): Recognition | null {
  const found = new Map<string, number>()
  let lines = 0
  let heading = ''
  for (const line of text.split(/\r?\n/, LINES)) {
    if (line.trim() === '') continue
    lines++
    const head = /^==> (.+) <==$/.exec(line)?.[1]
    if (head !== undefined) {
      heading = head
      lines--
      continue
    }
    const kind = kindOfLine(line, heading)
    if (kind !== null) found.set(kind, (found.get(kind) ?? 0) + 1)
  }
  const total = [...found.values()].reduce((sum, count) => sum + count, 0)
  const [first] = [...found].sort(([, a], [, b]) => b - a)
  const file = name.slice(name.lastIndexOf('/') + 1)
  if (lines === 1 && /^(?:\d+|max)$/.test(text.trim()) && Object.hasOwn(VALUE_FILES, file))
    return of(versionOfFile(file), 0.7, `it is one number, and its name is that of a control group's ${file}`)
  if (!first || total < lines * 0.6) return null
  const [variant] = first
  if (variant === 'smaps' && (found.get('mapping') ?? 0) === 0) return null
  const [kind, because] = NAMES[variant] ?? NAMES.mapping!
  if (variant === 'mapping' || variant === 'smaps') {
    const isRollup = /\[rollup\]/.test(text)
    const hasFigures = (found.get('smaps') ?? 0) > 0
    if (isRollup) return of('smaps_rollup', 0.95, 'it is /proc/<pid>/smaps_rollup')
    return hasFigures ? of('smaps', 0.95, 'it is /proc/<pid>/smaps') : of('maps', 0.9, 'it is /proc/<pid>/maps')
  }
  // Few lines of a shape that others have, too, say little.
  const isWeak = variant === 'cgroup-v2' ? total < 3 : variant === 'statm' ? lines > 1 : false
  return isWeak ? null : of(kind, variant === 'statm' ? 0.6 : 0.9, because)
}

const NAMES: Readonly<Record<string, [variant: string, because: string]>> = {
  status: ['status', 'it is /proc/<pid>/status'],
  meminfo: ['meminfo', 'it is /proc/meminfo'],
  limits: ['limits', 'it is /proc/<pid>/limits'],
  statm: ['statm', 'it has the seven numbers of /proc/<pid>/statm'],
  'cgroup-v1': ['cgroup-v1', 'it has memory figures of a control group (version 1)'],
  'cgroup-v2': ['cgroup-v2', 'it has memory figures of a control group (version 2)'],
  mapping: ['maps', 'it is /proc/<pid>/maps'],
}

function kindOfLine(line: string, heading: string): string | null {
  if (RegionLines.isHeader(line)) return 'mapping'
  if (
    /^(?:Name|Umask|State|Tgid|Ngid|Pid|PPid|Vm\w+|Rss\w+|Threads|Sig\w+|Shd\w+|Cap\w+|Cpus_\w+|Mems_\w+|Uid|Gid|FDSize|Groups|NS\w+|Seccomp\w*|\w*ctxt_switches|TracerPid|Kthread|HugetlbPages|CoreDumping|THP_enabled|untag_mask|NoNewPrivs|Specul\w+):\t/.test(
      line,
    )
  )
    return 'status'
  if (/^(?:Vm|Rss(?:Anon|File|Shmem))\w*: +\d+ kB$/.test(line)) return 'status'
  if (
    /^(?:MemTotal|MemFree|MemAvailable|Buffers|Cached|SwapCached|Slab|AnonPages|CommitLimit|Committed_AS|PageTables|KReclaimable|SUnreclaim|Mapped|Shmem|Active|Inactive|Dirty|SwapTotal|SwapFree|Hugepagesize|HugePages_\w+|DirectMap\w+|Vmalloc\w+|Percpu|Bounce|Writeback\w*|NFS_Unstable|KernelStack|SReclaimable|Unevictable|Mlocked|(?:Ina|A)ctive\(\w+\)|Anon\w+|Shmem\w+|File\w+|Cma\w+|Hugetlb|HardwareCorrupted|SecPageTables|Zswap\w*|Unaccepted|Balloon|GPU\w+):\s+\d+(?: kB)?$/.test(
      line,
    )
  )
    return /^(?:AnonHugePages|ShmemPmdMapped|FilePmdMapped|Anonymous):/.test(line) ? 'smaps' : 'meminfo'
  if (/^[A-Z]\w+: +\d+ kB$|^VmFlags: |^THPeligible: |^ProtectionKey: /.test(line)) return 'smaps'
  if (/^(?:Limit\s+Soft Limit|Max [a-z]+(?: [a-z]+)*\s{2,}(?:\d+|unlimited)\s+(?:\d+|unlimited))/.test(line))
    return 'limits'
  if (/^\d+ \d+ \d+ \d+ 0 \d+ 0$/.test(line)) return 'statm'
  const grepped = greppedLine(line)
  const file = grepped?.file ?? heading.slice(heading.lastIndexOf('/') + 1)
  const rest = grepped?.rest ?? line
  if (/^(?:\d+|max|-1)$/.test(rest) && Object.hasOwn(VALUE_FILES, file)) return versionOfFile(file)
  if (/^(?:some|full) avg10=/.test(rest)) return 'cgroup-v2'
  const key = /^([a-z][a-z0-9_]*) \d+$/.exec(rest)?.[1]
  if (key === undefined || flatKey(key, file) === null) return null
  return versionOfKey(key)
}

const headText = (head: Uint8Array): string => decodeText(head.subarray(0, HEAD_CHARACTERS))
