import type { SourceKind } from '../../../shared/records/index.ts'

/** Why a file of a kind without a single record is not taken; null where an empty one says something too. */
export const WITHOUT_RECORDS: Readonly<Record<SourceKind, { code: string; message: string } | null>> = {
  gctrace: { code: 'gctrace/no-cycles', message: 'There is no complete line of a GC cycle in it.' },
  runtimeLog: { code: 'runtime/no-lines', message: 'There is no complete line of the Go runtime in it.' },
  profile: null,
  gotrace: { code: 'gotrace/no-events', message: 'There is no event in it.' },
  metrics: { code: 'metrics/no-samples', message: 'There is no sample in it.' },
  osMemory: { code: 'osmemory/nothing', message: 'Nothing in it could be read.' },
  goroutines: { code: 'goroutines/no-goroutines', message: 'There is no goroutine and no crash message in it.' },
  benchmark: { code: 'benchmark/no-results', message: 'There is no complete benchmark result in it.' },
  allocEvents: { code: 'alloc/no-events', message: 'There is no complete allocation event in it.' },
}
