import type { BenchmarkResult, BenchmarkSettings, SourceId } from '../../../shared/records/index.ts'
import type { Context } from './context.ts'
import type { SubjectWriter } from './importSubjects.ts'
import type { ImportWriter } from './types.ts'

/** A result with its values, about. */
const RESULT_BYTES = 160

/** Benchmark results of one import, written as they come; their configurations and units with the last. */
export function benchmarkSubject({
  db,
}: Context): (onGrown: () => void) => SubjectWriter & Pick<ImportWriter, 'addBenchmarkResults' | 'addBenchmarks'> {
  const insertResult = db.prepare(`
    INSERT INTO benchmark_results (source_id, ordinal, line, name, procs, iterations, config) VALUES (?, ?, ?, ?, ?, ?, ?)`)
  const insertValue = db.prepare(
    'INSERT INTO benchmark_values (source_id, result, ordinal, value, unit) VALUES (?, ?, ?, ?, ?)',
  )
  const insertConfig = db.prepare('INSERT INTO benchmark_configs (source_id, config, key, value) VALUES (?, ?, ?, ?)')
  const insertUnit = db.prepare('INSERT INTO benchmark_units (source_id, unit, key, value) VALUES (?, ?, ?, ?)')

  return (onGrown) => {
    let held: BenchmarkResult[] = []
    let written = 0
    let settings: BenchmarkSettings | null = null

    const writePending = (sourceId: SourceId): void => {
      for (const { line, name, procs, iterations, config, values } of held) {
        const result = written++
        insertResult.run(sourceId, result, line, name, procs, iterations, config)
        values.forEach(({ value, unit }, ordinal) =>
          insertValue.run(sourceId, result, ordinal, Number.isNaN(value) ? null : value, unit),
        )
      }
      held = []
    }

    return {
      addBenchmarkResults(results) {
        for (const result of results) held.push(result)
        onGrown()
      },
      addBenchmarks(given) {
        if (settings) throw new TypeError('the settings of the benchmarks of a source are given once')
        settings = given
      },
      pendingBytes: () => held.length * RESULT_BYTES,
      writePending,
      finish(sourceId) {
        writePending(sourceId)
        if (settings === null) return
        settings.configs.forEach((config, number) => {
          for (const [key, value] of Object.entries(config)) insertConfig.run(sourceId, number, key, value)
        })
        for (const [unit, pairs] of Object.entries(settings.units))
          for (const [key, value] of Object.entries(pairs)) insertUnit.run(sourceId, unit, key, value)
      },
    }
  }
}
