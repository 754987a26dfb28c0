// Goroutines of a snapshot by their state, as scheddetail counts them.
import type { RuntimeRow } from '../../../shared/records/index.ts'

/** Numbers of runtime2.go, without the scan bit (facts: gctrace.md). */
const STATUS = [
  'idle',
  'runnable',
  'running',
  'syscall',
  'waiting',
  'moribund',
  'dead',
  'enqueue',
  'copystack',
  'preempted',
] as const
export type GoroutineStatus = (typeof STATUS)[number] | 'other'

export interface GoroutineState {
  status: GoroutineStatus
  /** Why it waits; '' where the line has no reason. */
  reason: string
  count: number
}

/** Those of dead goroutines are kept for reuse: they come last. Others by their number. */
export function goroutineStates(rows: readonly RuntimeRow<'schedGoroutines'>[]): GoroutineState[] {
  return rows
    .map(({ status, reason, count }) => ({
      status: STATUS[status ?? -1] ?? ('other' as const),
      reason: reason ?? '',
      count: count ?? 0,
    }))
    .sort((a, b) => Number(a.status === 'dead') - Number(b.status === 'dead') || b.count - a.count)
}
