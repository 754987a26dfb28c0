import type { BenchmarkConfig, BenchmarkSummary, BenchmarkValue, SourceId } from '../records/index.ts'

/** A source with benchmark results. */
export interface BenchmarkSource {
  sourceId: SourceId
  name: string
  path: string
  results: number
  benchmarks: number
  units: string[]
  /** Configuration that holds for all of its results. */
  config: BenchmarkConfig
}

export interface BenchmarkCalls {
  'benchmarks.list': { params: Record<string, never>; result: BenchmarkSource[] }
  /** One row per benchmark, unit and configuration, in the order of the file. `search` matches the name. */
  'benchmarks.summaries': {
    params: { sourceId: SourceId; search: string; unit: string | null; offset: number; limit: number }
    result: { rows: BenchmarkSummary[]; total: number }
  }
  /** The results behind a row, in the order of the file. */
  'benchmarks.results': {
    params: { sourceId: SourceId; name: string; procs: number | null; limit: number }
    result: { line: number; iterations: number; values: BenchmarkValue[]; config: BenchmarkConfig }[]
  }
}
