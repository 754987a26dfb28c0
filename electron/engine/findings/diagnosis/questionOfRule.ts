// Which question of the diagnosis the findings of each rule belong to. Null: they say how far the evidence can be trusted, or
// what the user asked to be told, and belong to none. A test holds the list against that of the rules.
import type { DiagnosisQuestion } from '../../../../shared/records/index.ts'

const MEMORY = [
  'gc/growing-stacks',
  'memory/goal-far-above-live',
  'memory/idle-heap',
  'memory/large-stacks',
  'memory/oom-kill',
  'memory/released-resident',
  'memory/resident-above-heap',
  'memory/runtime-overhead',
]
const ALLOCATION_OR_RETENTION = [
  'alloc/hot-goroutine',
  'alloc/overflow-alerts',
  'alloc/overflow-ratio',
  'gc/assist-share',
  'gc/cpu-share',
  'gc/forced-collections',
  'gc/goal-overshoot',
  'gc/growing-live-heap',
  'gc/life-change',
  'gc/low-gogc',
  'gc/memory-limit-pressure',
  'gc/periodic-only',
  'gc/small-heap',
  'heap/allocation-hot-path',
  'heap/map-growth',
  'heap/repeated-setup',
  'heap/retention-by-path',
  'heap/slice-growth',
  'memory/finalizer-backlog',
  'memory/scavenger-churn',
  'trace/assist-heavy',
  'trace/gc-back-to-back',
  'trace/map-growth',
  'trace/span-reuse',
  'trace/sweep-long',
]
const WAITS = [
  'gc/long-pauses',
  'goroutines/count-high',
  'goroutines/fatal-error',
  'goroutines/group-growth',
  'goroutines/leaked',
  'goroutines/lock-waiters',
  'goroutines/stuck',
  'profile/lock-contention',
  'scheduler/run-queue-saturation',
  'scheduler/thread-growth',
  'trace/channel-bottleneck',
  'trace/goroutine-explosion',
  'trace/idle-procs',
  'trace/lock-convoy',
  'trace/long-run',
  'trace/long-stops',
  'trace/open-tasks',
  'trace/other-stops',
  'trace/scheduling-wait',
  'trace/slow-to-stop',
  'trace/syscall-storm',
  'trace/wake-storm',
]
const NONE = [
  'gc/incomplete-log',
  'memory/inconsistent-statistics',
  'profile/stale',
  'series/threshold',
  'trace/incomplete',
]

/** By rule id. */
export const QUESTION_OF_RULE: ReadonlyMap<string, DiagnosisQuestion | null> = new Map<
  string,
  DiagnosisQuestion | null
>([
  ...MEMORY.map((id) => [id, 'memory'] as const),
  ...ALLOCATION_OR_RETENTION.map((id) => [id, 'allocationOrRetention'] as const),
  ...WAITS.map((id) => [id, 'waits'] as const),
  ...NONE.map((id) => [id, null] as const),
])
