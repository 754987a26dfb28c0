// Which figure of /proc and of control groups is which of the common vocabulary (shared/records/memoryNames.ts), and which
// names a file without a heading is told by. Names of memory.stat are the kernel's (mm/memcontrol.c); v1 counts a group alone
// as `rss`, with its children as `total_rss`, and charges the children, too.
import type { CanonicalName } from '../../../../shared/records/index.ts'

export const STATUS_NAMES: Readonly<Record<string, CanonicalName>> = {
  VmRSS: 'process.rss',
  RssAnon: 'process.rss.anon',
  RssFile: 'process.rss.file',
  RssShmem: 'process.rss.shmem',
  VmHWM: 'process.rss.peak',
  VmSwap: 'process.swap',
  VmSize: 'process.virtual',
  VmPTE: 'process.page-tables',
  Threads: 'process.threads',
}

/** Of the sums over all mappings: smaps, smaps_rollup. */
export const SMAPS_NAMES: Readonly<Record<string, CanonicalName>> = {
  Rss: 'process.rss',
  Pss: 'process.pss',
  Anonymous: 'process.rss.anon',
  LazyFree: 'process.lazy-free',
  AnonHugePages: 'process.huge-pages',
  Swap: 'process.swap',
}

/** Files that hold one number. */
export const VALUE_FILES: Readonly<Record<string, CanonicalName | null>> = {
  'memory.current': 'cgroup.usage',
  'memory.peak': 'cgroup.peak',
  'memory.max': 'cgroup.limit',
  'memory.high': 'cgroup.soft-limit',
  'memory.low': null,
  'memory.min': null,
  'memory.swap.current': 'cgroup.swap',
  'memory.swap.max': null,
  'memory.swap.high': null,
  'memory.swap.peak': null,
  'memory.zswap.current': null,
  'memory.zswap.max': null,
  'memory.oom.group': null,
  'memory.usage_in_bytes': 'cgroup.usage',
  'memory.max_usage_in_bytes': 'cgroup.peak',
  'memory.limit_in_bytes': 'cgroup.limit',
  'memory.soft_limit_in_bytes': 'cgroup.soft-limit',
  'memory.failcnt': 'cgroup.max-events',
  'memory.kmem.usage_in_bytes': 'cgroup.kernel',
  'memory.kmem.max_usage_in_bytes': null,
  'memory.kmem.limit_in_bytes': null,
  'memory.kmem.failcnt': null,
  'memory.kmem.tcp.usage_in_bytes': 'cgroup.sock',
  'memory.memsw.usage_in_bytes': null,
  'memory.memsw.max_usage_in_bytes': null,
  'memory.memsw.limit_in_bytes': null,
  'memory.memsw.failcnt': null,
  'memory.swappiness': null,
  'memory.use_hierarchy': null,
  'memory.move_charge_at_immigrate': null,
}

const STAT: Readonly<Record<string, CanonicalName | null>> = {
  anon: 'cgroup.anon',
  file: 'cgroup.file',
  kernel: 'cgroup.kernel',
  kernel_stack: 'cgroup.kernel-stack',
  pagetables: 'cgroup.page-tables',
  slab: 'cgroup.slab',
  sock: 'cgroup.sock',
  shmem: 'cgroup.shmem',
  file_mapped: 'cgroup.file-mapped',
  total_rss: 'cgroup.anon',
  total_cache: 'cgroup.file',
  total_shmem: 'cgroup.shmem',
  total_mapped_file: 'cgroup.file-mapped',
  total_swap: 'cgroup.swap',
  hierarchical_memory_limit: 'cgroup.limit',
}
const EVENTS: Readonly<Record<string, CanonicalName | null>> = {
  low: null,
  high: null,
  max: 'cgroup.max-events',
  oom: 'cgroup.oom',
  oom_kill: 'cgroup.oom-kills',
  oom_group_kill: null,
}

/** Keys that only these files have, to tell a file without a heading by its lines. */
const STAT_KEYS =
  /^(?:anon|file|kernel|kernel_stack|pagetables|sec_pagetables|percpu|sock|vmalloc|shmem|zswap|zswapped|file_mapped|file_dirty|file_writeback|swapcached|anon_thp|file_thp|shmem_thp|(?:in)?active_(?:anon|file)|unevictable|slab(?:_\w+)?|workingset_\w+|pg\w+|thp_\w+|cache|rss|rss_huge|mapped_file|dirty|writeback|swap|hierarchical_\w+|total_\w+|hugetlb|numa_\w+|zsw\w+|swpin_zero|swpout_zero)$/
const EVENT_KEYS = /^(?:low|high|max|oom|oom_kill|oom_group_kill|sock_throttled)$/
const OOM_CONTROL_KEYS = /^(?:oom_kill_disable|under_oom|oom_kill)$/
/** Of memory.stat: how often, not how much. */
const COUNTS = /^(?:workingset_|pg|thp_|total_pg|numa_|swpin|swpout|zswpin|zswpout|zswpwb)/

export interface FlatKey {
  file: 'memory.stat' | 'memory.events' | 'memory.oom_control'
  canonical: CanonicalName | null
  unit: 'bytes' | 'count'
  isCounter: boolean
}

/** What a line `key number` is. `file` is the heading it stands under, '' without one, and then the key decides. */
export function flatKey(key: string, file: string): FlatKey | null {
  const name = file.slice(file.lastIndexOf('/') + 1)
  if (name === 'memory.oom_control' || (name === '' && OOM_CONTROL_KEYS.test(key) && key !== 'oom_kill'))
    return {
      file: 'memory.oom_control',
      canonical: key === 'oom_kill' ? 'cgroup.oom-kills' : null,
      unit: 'count',
      isCounter: key === 'oom_kill',
    }
  if (/^memory\.(?:swap\.)?events/.test(name) || (name === '' && EVENT_KEYS.test(key)))
    return { file: 'memory.events', canonical: EVENTS[key] ?? null, unit: 'count', isCounter: true }
  if (name !== 'memory.stat' && !(name === '' && STAT_KEYS.test(key))) return null
  const isCount = COUNTS.test(key)
  return { file: 'memory.stat', canonical: STAT[key] ?? null, unit: isCount ? 'count' : 'bytes', isCounter: isCount }
}

/** Which version of control groups has a file of this name. */
export const versionOfFile = (file: string): 'cgroup-v1' | 'cgroup-v2' =>
  /_in_bytes$|failcnt$/.test(file) ? 'cgroup-v1' : 'cgroup-v2'

/** Which version of control groups has a line `key number`. */
export const versionOfKey = (key: string): 'cgroup-v1' | 'cgroup-v2' =>
  /^(?:cache|rss|total_\w+|hierarchical_\w+|under_oom|oom_kill_disable)$/.test(key) ? 'cgroup-v1' : 'cgroup-v2'

/** No limit is written as the largest whole number of pages. */
export const isUnlimited = (value: number): boolean => value >= 2 ** 60
