// Results of benchmarks, summed up per benchmark, unit and configuration: order figures, as a few odd runs must not move them.
import type {
  BenchmarkConfig,
  BenchmarkResult,
  BenchmarkSummary,
  BenchmarkTable,
  SourceId,
} from '../../../shared/records/index.ts'
import { sortedQuantile } from './statistics.ts'

/** Units of `go test` itself; a file may say otherwise. */
const BETTER: Readonly<Record<string, 'lower' | 'higher'>> = {
  'ns/op': 'lower',
  'sec/op': 'lower',
  'B/op': 'lower',
  'allocs/op': 'lower',
  'MB/s': 'higher',
  'B/s': 'higher',
}

interface Gathered {
  first: BenchmarkResult
  unit: string
  values: number[]
  iterations: number
}

/** In the order of the file. Values that are no number (NaN) are left out. */
export function benchmarkSummaries(sourceId: SourceId, table: BenchmarkTable): BenchmarkSummary[] {
  const gathered = new Map<string, Gathered>()
  for (const result of table.results)
    for (const { value, unit } of result.values) {
      if (Number.isNaN(value)) continue
      const key = JSON.stringify([result.name, result.procs, result.config, unit])
      const known = gathered.get(key)
      if (known) {
        known.values.push(value)
        known.iterations += result.iterations
      } else gathered.set(key, { first: result, unit, values: [value], iterations: result.iterations })
    }
  return [...gathered.values()].map(({ first, unit, values, iterations }): BenchmarkSummary => {
    const sorted = Float64Array.from(values).sort()
    const settings = Object.hasOwn(table.units, unit) ? table.units[unit] : undefined
    const better = settings?.better ?? (Object.hasOwn(BETTER, unit) ? BETTER[unit] : undefined)
    return {
      sourceId,
      name: first.name,
      procs: first.procs,
      config: table.configs[first.config] ?? {},
      unit,
      better: better === 'lower' || better === 'higher' ? better : null,
      isExact: settings?.assume === 'exact',
      n: sorted.length,
      median: sortedQuantile(sorted, 0.5),
      min: sorted[0] as number,
      max: sorted.at(-1) as number,
      q1: sortedQuantile(sorted, 0.25),
      q3: sortedQuantile(sorted, 0.75),
      iterations,
      firstLine: first.line,
    }
  })
}

/** Settings that all results of a table share. */
export function commonConfig({ results, configs }: BenchmarkTable): BenchmarkConfig {
  const used = [...new Set(results.map(({ config }) => config))].map((config) => configs[config] ?? {})
  const [first, ...others] = used
  return Object.fromEntries(
    Object.entries(first ?? {}).filter(([key, value]) => others.every((config) => config[key] === value)),
  )
}
