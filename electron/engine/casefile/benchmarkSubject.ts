import type { BenchmarkTable } from '../../../shared/records/index.ts'
import type { Context } from './context.ts'
import type { SubjectWriter } from './importSubjects.ts'
import type { ImportWriter } from './types.ts'

/** A result with its values, about. */
const RESULT_BYTES = 160

/** Benchmark results of one import, written with its last rows: a file has few. */
export function benchmarkSubject({ db }: Context): () => SubjectWriter & Pick<ImportWriter, 'addBenchmarks'> {
  const insertResult = db.prepare(`
    INSERT INTO benchmark_results (source_id, ordinal, line, name, procs, iterations, config) VALUES (?, ?, ?, ?, ?, ?, ?)`)
  const insertValue = db.prepare(
    'INSERT INTO benchmark_values (source_id, result, ordinal, value, unit) VALUES (?, ?, ?, ?, ?)',
  )
  const insertConfig = db.prepare('INSERT INTO benchmark_configs (source_id, config, key, value) VALUES (?, ?, ?, ?)')
  const insertUnit = db.prepare('INSERT INTO benchmark_units (source_id, unit, key, value) VALUES (?, ?, ?, ?)')

  return () => {
    let table: BenchmarkTable | null = null
    return {
      addBenchmarks(given) {
        if (table) throw new TypeError('the benchmarks of a source are given once')
        table = given
      },
      pendingBytes: () => (table?.results.length ?? 0) * RESULT_BYTES,
      writePending: () => undefined,
      finish(sourceId) {
        if (table === null) return
        table.results.forEach(({ line, name, procs, iterations, config, values }, result) => {
          insertResult.run(sourceId, result, line, name, procs, iterations, config)
          values.forEach(({ value, unit }, ordinal) =>
            insertValue.run(sourceId, result, ordinal, Number.isNaN(value) ? null : value, unit),
          )
        })
        table.configs.forEach((config, number) => {
          for (const [key, value] of Object.entries(config)) insertConfig.run(sourceId, number, key, value)
        })
        for (const [unit, settings] of Object.entries(table.units))
          for (const [key, value] of Object.entries(settings)) insertUnit.run(sourceId, unit, key, value)
      },
    }
  }
}
