import type { SourceId } from './ids.ts'

/** One value of a result line, in its unit as printed (`ns/op`, `B/op`, `MB/s`, a unit of the benchmark's own). */
export interface BenchmarkValue {
  value: number
  unit: string
}

/** One result line of `go test -bench`: `BenchmarkMapInsert/n=10/grow-2  55059  432.6 ns/op  520 B/op`. */
export interface BenchmarkResult {
  /** 1-based line of the source. */
  line: number
  /** Without `Benchmark` and the number of processors: `MapInsert/n=10/grow`. */
  name: string
  /** GOMAXPROCS from the name's end (`-2`); null where the name has none. */
  procs: number | null
  iterations: number
  values: BenchmarkValue[]
  /** Index into the configurations of the source. */
  config: number
}

/** `key: value` lines in force at a result: goos, goarch, pkg, cpu, and what a file's author added. */
export type BenchmarkConfig = Readonly<Record<string, string>>

/** What the results of a file refer to. */
export interface BenchmarkSettings {
  configs: BenchmarkConfig[]
  /** `Unit ns/op better=lower assume=nothing` lines: unit → key → value. */
  units: Readonly<Record<string, Readonly<Record<string, string>>>>
}

/** Everything a benchmark file holds. */
export interface BenchmarkTable extends BenchmarkSettings {
  results: BenchmarkResult[]
}

/** `MapInsert/n=10/grow` → its base and parts; a part is `key=value` or has no key. */
export interface BenchmarkNameParts {
  base: string
  parts: { key: string | null; value: string }[]
}

export function benchmarkNameParts(name: string): BenchmarkNameParts {
  const [base = '', ...parts] = name.split('/')
  return {
    base,
    parts: parts.map((part) => {
      const at = part.indexOf('=')
      return at <= 0 ? { key: null, value: part } : { key: part.slice(0, at), value: part.slice(at + 1) }
    }),
  }
}

/** The results of one benchmark in one unit under one configuration. */
export interface BenchmarkSummary {
  sourceId: SourceId
  name: string
  procs: number | null
  config: BenchmarkConfig
  unit: string
  /** `lower` or `higher` where the file says so or the unit is one of Go's own; null: not known. */
  better: 'lower' | 'higher' | null
  /** True: the file says the value does not vary (`assume=exact`). */
  isExact: boolean
  /** Results. */
  n: number
  median: number
  min: number
  max: number
  /** First and third quartile. */
  q1: number
  q3: number
  /** Iterations of all results together. */
  iterations: number
  firstLine: number
}
