// Which series is which figure of the common vocabulary (shared/records/memoryNames.ts). The equivalences of MemStats and
// runtime/metrics are those of facts/memory.md 7; names of client_golang's Go collector are MemStats' own, or made from the
// runtime/metrics name by its rule (`/gc/heap/live:bytes` → `go_gc_heap_live_bytes`). A figure has one unit wherever it is
// from, so its series can be laid over one another.
import type { CanonicalName } from '../../../../shared/records/index.ts'

/** Field of runtime.MemStats, name in runtime/metrics, name in client_golang's base collector; '' where there is none. */
const RUNTIME: readonly [canonical: CanonicalName, memStats: string, runtimeMetric: string, collector: string][] = [
  ['go.total', 'Sys', '/memory/classes/total:bytes', 'go_memstats_sys_bytes'],
  ['go.heap.objects', 'HeapAlloc', '/memory/classes/heap/objects:bytes', 'go_memstats_heap_alloc_bytes'],
  ['go.heap.unused', '', '/memory/classes/heap/unused:bytes', ''],
  ['go.heap.free', '', '/memory/classes/heap/free:bytes', ''],
  ['go.heap.released', 'HeapReleased', '/memory/classes/heap/released:bytes', 'go_memstats_heap_released_bytes'],
  ['go.heap.inuse', 'HeapInuse', '', 'go_memstats_heap_inuse_bytes'],
  ['go.heap.idle', 'HeapIdle', '', 'go_memstats_heap_idle_bytes'],
  ['go.heap.sys', 'HeapSys', '', 'go_memstats_heap_sys_bytes'],
  ['go.heap.live', '', '/gc/heap/live:bytes', ''],
  ['go.heap.goal', 'NextGC', '/gc/heap/goal:bytes', 'go_memstats_next_gc_bytes'],
  ['go.heap.count', 'HeapObjects', '/gc/heap/objects:objects', 'go_memstats_heap_objects'],
  ['go.stacks.inuse', 'StackInuse', '/memory/classes/heap/stacks:bytes', 'go_memstats_stack_inuse_bytes'],
  ['go.stacks.sys', 'StackSys', '', 'go_memstats_stack_sys_bytes'],
  ['go.stacks.os', '', '/memory/classes/os-stacks:bytes', ''],
  ['go.mspan.inuse', 'MSpanInuse', '/memory/classes/metadata/mspan/inuse:bytes', 'go_memstats_mspan_inuse_bytes'],
  ['go.mspan.free', '', '/memory/classes/metadata/mspan/free:bytes', ''],
  ['go.mspan.sys', 'MSpanSys', '', 'go_memstats_mspan_sys_bytes'],
  ['go.mcache.inuse', 'MCacheInuse', '/memory/classes/metadata/mcache/inuse:bytes', 'go_memstats_mcache_inuse_bytes'],
  ['go.mcache.free', '', '/memory/classes/metadata/mcache/free:bytes', ''],
  ['go.mcache.sys', 'MCacheSys', '', 'go_memstats_mcache_sys_bytes'],
  ['go.gc-metadata', 'GCSys', '/memory/classes/metadata/other:bytes', 'go_memstats_gc_sys_bytes'],
  ['go.profiling', 'BuckHashSys', '/memory/classes/profiling/buckets:bytes', 'go_memstats_buck_hash_sys_bytes'],
  ['go.other', 'OtherSys', '/memory/classes/other:bytes', 'go_memstats_other_sys_bytes'],
  ['go.memory-limit', '', '/gc/gomemlimit:bytes', ''],
  ['go.gogc', '', '/gc/gogc:percent', ''],
  ['go.gc.cycles', 'NumGC', '/gc/cycles/total:gc-cycles', ''],
  ['go.gc.cycles.forced', 'NumForcedGC', '/gc/cycles/forced:gc-cycles', ''],
  ['go.gc.limiter-last', '', '/gc/limiter/last-enabled:gc-cycle', ''],
  ['go.gc.cpu-fraction', 'GCCPUFraction', '', 'go_memstats_gc_cpu_fraction'],
  ['go.cpu.total', '', '/cpu/classes/total:cpu-seconds', ''],
  ['go.cpu.gc', '', '/cpu/classes/gc/total:cpu-seconds', ''],
  ['go.cpu.gc-idle', '', '/cpu/classes/gc/mark/idle:cpu-seconds', ''],
  ['go.alloc.bytes', 'TotalAlloc', '/gc/heap/allocs:bytes', 'go_memstats_alloc_bytes_total'],
  // MemStats counts each tiny object, runtime/metrics counts their blocks (/gc/heap/tiny/allocs:objects is apart).
  ['go.alloc.objects', 'Mallocs', '', 'go_memstats_mallocs_total'],
  ['go.free.objects', 'Frees', '', 'go_memstats_frees_total'],
  ['go.goroutines', '', '/sched/goroutines:goroutines', 'go_goroutines'],
  ['go.threads', '', '/sched/threads/total:threads', ''],
  ['go.gomaxprocs', '', '/sched/gomaxprocs:threads', ''],
  ['go.cgo-calls', '', '/cgo/go-to-c-calls:calls', ''],
  ['go.finalizers.queued', '', '/gc/finalizers/queued:finalizers', ''],
  ['go.finalizers.executed', '', '/gc/finalizers/executed:finalizers', ''],
  ['go.cleanups.queued', '', '/gc/cleanups/queued:cleanups', ''],
  ['go.cleanups.executed', '', '/gc/cleanups/executed:cleanups', ''],
]

/** Other names in Prometheus text: the process collector, node and container exporters, OpenTelemetry's runtime package. */
const OTHERS: Readonly<Record<string, CanonicalName>> = {
  process_resident_memory_bytes: 'process.rss',
  process_virtual_memory_bytes: 'process.virtual',
  process_cpu_seconds_total: 'process.cpu',
  go_threads: 'process.threads',
  container_memory_usage_bytes: 'cgroup.usage',
  container_memory_max_usage_bytes: 'cgroup.peak',
  container_memory_working_set_bytes: 'cgroup.working-set',
  container_memory_rss: 'cgroup.anon',
  container_memory_cache: 'cgroup.file',
  container_memory_mapped_file: 'cgroup.file-mapped',
  container_memory_kernel_usage: 'cgroup.kernel',
  container_memory_swap: 'cgroup.swap',
  container_memory_failcnt: 'cgroup.max-events',
  container_spec_memory_limit_bytes: 'cgroup.limit',
  container_spec_memory_reservation_limit_bytes: 'cgroup.soft-limit',
  container_oom_events_total: 'cgroup.oom-kills',
  process_runtime_go_mem_heap_alloc_bytes: 'go.heap.objects',
  process_runtime_go_mem_heap_idle_bytes: 'go.heap.idle',
  process_runtime_go_mem_heap_inuse_bytes: 'go.heap.inuse',
  process_runtime_go_mem_heap_objects: 'go.heap.count',
  process_runtime_go_mem_heap_released_bytes: 'go.heap.released',
  process_runtime_go_mem_heap_sys_bytes: 'go.heap.sys',
  process_runtime_go_goroutines: 'go.goroutines',
  process_runtime_go_gc_count_total: 'go.gc.cycles',
}

/** Metrics that only count up: client_golang ends their names in `_total`. */
const CUMULATIVE =
  /^\/(?:gc\/cycles\/|gc\/heap\/(?:allocs|frees)|gc\/heap\/tiny|gc\/finalizers\/|gc\/cleanups\/|cgo\/|cpu\/|sync\/|godebug\/)|^\/sched\/goroutines-created/

/** What client_golang's collector calls a metric of runtime/metrics. */
export function collectorName(runtimeMetric: string): string {
  const [path = '', unit = ''] = runtimeMetric.split(':')
  const plain = `go${path.replace(/[/-]/g, '_')}_${unit.replace(/[/*-]/g, '_')}`
  return CUMULATIVE.test(runtimeMetric) ? `${plain}_total` : plain
}

const byMemStats = new Map<string, CanonicalName>()
const byMetric = new Map<string, CanonicalName>()
const byText = new Map<string, CanonicalName>(Object.entries(OTHERS))
for (const [canonical, field, metric, collector] of RUNTIME) {
  if (field !== '') byMemStats.set(field, canonical)
  if (metric !== '') {
    byMetric.set(metric, canonical)
    byText.set(collectorName(metric), canonical)
  }
  if (collector !== '') byText.set(collector, canonical)
}
// `Alloc` is `HeapAlloc` under its older name.
byMemStats.set('Alloc', 'go.heap.objects')
byText.set('go_memstats_alloc_bytes', 'go.heap.objects')

export const canonicalOfMemStats = (field: string): CanonicalName | null => byMemStats.get(field) ?? null
export const canonicalOfMetric = (name: string): CanonicalName | null => byMetric.get(name) ?? null

/** Of a sample in Prometheus or OpenMetrics text. Limits of Kubernetes say their resource in a label. */
export function canonicalOfText(name: string, labels: Readonly<Record<string, string>>): CanonicalName | null {
  const known = byText.get(name)
  if (known !== undefined) return known
  if (name === 'kube_pod_container_resource_limits' && labels.resource === 'memory') return 'cgroup.limit'
  return null
}
