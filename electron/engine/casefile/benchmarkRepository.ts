import type { BenchmarkConfig, BenchmarkTable, SourceId } from '../../../shared/records/index.ts'
import type { Connection } from './connection.ts'
import type { Benchmarks } from './types.ts'

interface ResultRow {
  ordinal: number
  line: number
  name: string
  procs: number | null
  iterations: number
  config: number
}

/** Benchmark results. Written once, at import. */
export function benchmarkRepository({ db }: Connection): Benchmarks {
  const committed = 'source_id IN (SELECT id FROM sources)'
  const sources = db
    .prepare<[], SourceId>(`SELECT DISTINCT source_id FROM benchmark_results WHERE ${committed} ORDER BY source_id`)
    .pluck()
  const results = db.prepare<[SourceId], ResultRow>(
    `SELECT ordinal, line, name, procs, iterations, config FROM benchmark_results
     WHERE source_id = ? AND ${committed} ORDER BY ordinal`,
  )
  const values = db.prepare<[SourceId], { result: number; value: number | null; unit: string }>(
    'SELECT result, value, unit FROM benchmark_values WHERE source_id = ? ORDER BY result, ordinal',
  )
  const configs = db.prepare<[SourceId], { config: number; key: string; value: string }>(
    'SELECT config, key, value FROM benchmark_configs WHERE source_id = ? ORDER BY config, key',
  )
  const units = db.prepare<[SourceId], { unit: string; key: string; value: string }>(
    'SELECT unit, key, value FROM benchmark_units WHERE source_id = ?',
  )

  return {
    sources: () => sources.all(),
    table: (sourceId) => {
      const rows = results.all(sourceId)
      const table: BenchmarkTable = {
        results: rows.map(({ ordinal: _ordinal, ...row }) => ({ ...row, values: [] })),
        configs: configsOf(configs.all(sourceId), rows),
        units: unitsOf(units.all(sourceId)),
      }
      for (const { result, value, unit } of values.iterate(sourceId))
        table.results[result]?.values.push({ value: value ?? Number.NaN, unit })
      return table
    },
  }
}

function configsOf(
  settings: readonly { config: number; key: string; value: string }[],
  rows: readonly ResultRow[],
): BenchmarkConfig[] {
  const count = rows.reduce((most, { config }) => Math.max(most, config + 1), 0)
  const byConfig = Map.groupBy(settings, ({ config }) => config)
  return Array.from({ length: count }, (_, config) =>
    Object.fromEntries((byConfig.get(config) ?? []).map(({ key, value }) => [key, value])),
  )
}

const unitsOf = (rows: readonly { unit: string; key: string; value: string }[]): BenchmarkTable['units'] =>
  Object.fromEntries(
    [...Map.groupBy(rows, ({ unit }) => unit)].map(([unit, settings]) => [
      unit,
      Object.fromEntries(settings.map(({ key, value }) => [key, value])),
    ]),
  )
