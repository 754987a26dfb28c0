// What a benchmark module gives, and how CPU time is measured. Bars are ratios within one run (performance.md 8): wall time on
// a busy machine says little, so CPU time (user and system of this process) is what counts.

export interface BenchResult {
  /** Bar of performance.md and what was measured: `G1 gctrace, 1 M lines`. */
  name: string
  /** The figure, in `unit`. */
  value: number
  unit: string
  /** What the bar asks for: the figure must be at most (or at least) this; null where there is no bar. */
  limit: { atMost: number } | { atLeast: number } | null
  /** Sizes, the peer, medians of how many runs. */
  note: string
}

/** A measurement that could not be made here, and why. */
export interface BenchSkip {
  name: string
  skipped: string
}

export type BenchRow = BenchResult | BenchSkip

/** CPU milliseconds of this process spent in `work`. */
export function cpuMs(work: () => void): number {
  const before = process.cpuUsage()
  work()
  const { user, system } = process.cpuUsage(before)
  return (user + system) / 1000
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b)
  const middle = sorted.length >> 1
  return sorted.length % 2 === 1
    ? (sorted[middle] as number)
    : ((sorted[middle - 1] as number) + (sorted[middle] as number)) / 2
}

/** Medians of CPU ms of several ways to do the same, run alternately so that they share the machine's noise. */
export function alternate<Name extends string>(runs: number, ways: Record<Name, () => void>): Record<Name, number> {
  const names = Object.keys(ways) as Name[]
  const times = Object.fromEntries(names.map((name) => [name, [] as number[]])) as Record<Name, number[]>
  for (const name of names) ways[name]() // warm-up
  for (let run = 0; run < runs; run++) for (const name of names) times[name].push(cpuMs(ways[name]))
  return Object.fromEntries(names.map((name) => [name, median(times[name])])) as Record<Name, number>
}
