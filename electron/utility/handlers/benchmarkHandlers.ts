import { benchmarkSummaries, commonConfig } from '../../engine/analysis/index.ts'
import type { CaseContext } from '../CaseContext.ts'
import type { Handlers } from './index.ts'

const MAX_ROWS = 1000

/** Benchmark results: the sources that have them, summaries, the results behind one. */
export const benchmarkHandlers = (
  context: CaseContext,
): Handlers<'benchmarks.list' | 'benchmarks.summaries' | 'benchmarks.results'> => ({
  'benchmarks.list': () =>
    context.caseFile.benchmarks.sources().map((sourceId) => {
      const { name, path } = context.source(sourceId)
      const table = context.caseFile.benchmarks.table(sourceId)
      return {
        sourceId,
        name,
        path,
        results: table.results.length,
        benchmarks: new Set(table.results.map((result) => `${result.name}-${result.procs}`)).size,
        units: [...new Set(table.results.flatMap(({ values }) => values.map(({ unit }) => unit)))],
        config: commonConfig(table),
      }
    }),

  'benchmarks.summaries': ({ sourceId, search, unit, offset, limit }) => {
    context.source(sourceId)
    const wanted = search.trim().toLowerCase()
    const rows = benchmarkSummaries(sourceId, context.caseFile.benchmarks.table(sourceId)).filter(
      (row) => row.name.toLowerCase().includes(wanted) && (unit === null || row.unit === unit),
    )
    return { rows: rows.slice(offset, offset + Math.min(limit, MAX_ROWS)), total: rows.length }
  },

  'benchmarks.results': ({ sourceId, name, procs, limit }) => {
    context.source(sourceId)
    const { results, configs } = context.caseFile.benchmarks.table(sourceId)
    return results
      .filter((result) => result.name === name && result.procs === procs)
      .slice(0, Math.min(limit, MAX_ROWS))
      .map(({ line, iterations, values, config }) => ({ line, iterations, values, config: configs[config] ?? {} }))
  },
})
