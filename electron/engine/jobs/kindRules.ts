import type { SourceKind } from '../../../shared/records/index.ts'

/** How an import treats a kind of source. A new kind is one entry. */
export interface KindRule {
  /** Why a file without a single record is not taken; null where an empty one says something too. */
  withoutRecords: { code: string; message: string } | null
  /** True: a time in the file's name is when it was taken. A log's name tells neither its first nor its last line. */
  isTimedByName: boolean
  /** What files of the kind are made of, null: there are both. A text may be read as any kind of text if the user says so. */
  isText: boolean | null
}

export const KIND_RULES: Readonly<Record<SourceKind, KindRule>> = {
  gctrace: {
    withoutRecords: { code: 'gctrace/no-cycles', message: 'There is no complete line of a GC cycle in it.' },
    isTimedByName: false,
    isText: true,
  },
  runtimeLog: {
    withoutRecords: { code: 'runtime/no-lines', message: 'There is no complete line of the Go runtime in it.' },
    isTimedByName: false,
    isText: true,
  },
  profile: { withoutRecords: null, isTimedByName: true, isText: null },
  gotrace: {
    withoutRecords: { code: 'gotrace/no-events', message: 'There is no event in it.' },
    isTimedByName: true,
    isText: false,
  },
  // Their readers place them themselves: the name is one of several clocks there, and the points need it, too.
  metrics: {
    withoutRecords: { code: 'metrics/no-samples', message: 'There is no sample in it.' },
    isTimedByName: false,
    isText: true,
  },
  osMemory: {
    withoutRecords: { code: 'osmemory/nothing', message: 'Nothing in it could be read.' },
    isTimedByName: false,
    isText: true,
  },
  goroutines: {
    withoutRecords: { code: 'goroutines/no-goroutines', message: 'There is no goroutine and no crash message in it.' },
    isTimedByName: true,
    isText: true,
  },
  benchmark: {
    withoutRecords: { code: 'benchmark/no-results', message: 'There is no complete benchmark result in it.' },
    isTimedByName: true,
    isText: true,
  },
  allocEvents: {
    withoutRecords: { code: 'alloc/no-events', message: 'There is no complete allocation event in it.' },
    isTimedByName: true,
    isText: true,
  },
}
